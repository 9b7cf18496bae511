// The views of the list of trades and what they ask the server for.

/** due: on its way here; done: what came of deliveries, received or refused; bought: all where this organisation is the buyer; sold: all where it is the supplier. */
export type TradesView = 'due' | 'done' | 'bought' | 'sold'

export const queryOf = (view: TradesView): { side: 'supplier' | 'buyer'; state?: string } => {
  if (view === 'sold') return { side: 'supplier' }
  if (view === 'done') return { side: 'buyer', state: 'received,partly_received,refused,returned' }
  return view === 'due' ? { side: 'buyer', state: 'dispatched,partly_received' } : { side: 'buyer' }
}
