// What a delivery note says, gathered from the chain and, for the vehicle, from the vault. No words, no layout.
import { add, sum } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import type { OrganisationLevel } from '@ectrace/shared/domain/organisation'
import type { TradeState } from '@ectrace/shared/domain/trade'
import type { Instant } from '@ectrace/shared/domain/time'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { hiddenText } from '../commands/hidden-value.ts'
import { mustRead, readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'

export type NoteParty = { name: string; scheme: string; value: string; level: OrganisationLevel }
export type NotePlace = { name: string; city: string }
export type NoteLine = {
  line: number
  product: string
  specification?: string | undefined
  lot: string
  expiresOn?: string | undefined
  quantity: Quantity
  unit: string
  /** Codes named on the line: items and packs. */
  items: number
  packs: number
}
export type NoteFacts = {
  no: string
  /** What the QR code says. */
  link: string
  publicUrl: string
  state: TradeState
  supplier: NoteParty
  buyer: NoteParty
  from: NotePlace
  to?: NotePlace | undefined
  dispatchedAt: Instant
  promisedAt?: Instant | undefined
  vehicle?: string | undefined
  temperature?: string | undefined
  returnOf?: string | undefined
  lines: NoteLine[]
  /** Per unit of measure, in order of first use: the quantities of the lines add up to these. */
  totals: { unit: string; quantity: Quantity }[]
  documents: State['trade']['documents']
  /** The dispatch on chain, and how many entries the log had when the note was made. */
  transaction: string
  size: number
}

const isPack = (path: string): boolean => path.startsWith('/s/00/')

const partyOf = async (deps: Deps, id: string): Promise<NoteParty> => {
  const { name, scheme, value, level } = await mustRead(deps, keys.organisation(id), 'organisation')
  return { name, scheme, value, level }
}

const placeOf = async (deps: Deps, id: string): Promise<NotePlace> => {
  const { name, city } = await mustRead(deps, keys.place(id), 'place')
  return { name, city }
}

/** Batches and products stand on many lines and are read once. */
const goodsReader = (
  deps: Deps,
): ((batch: string) => Promise<{ batch: State['batch']; product: State['product'] }>) => {
  const known = new Map<string, Promise<{ batch: State['batch']; product: State['product'] }>>()
  const read = async (id: string): Promise<{ batch: State['batch']; product: State['product'] }> => {
    const batch = await mustRead(deps, keys.batch(id), 'batch')
    return { batch, product: await mustRead(deps, keys.product(batch.product), 'product') }
  }
  return (id) => {
    const found = known.get(id) ?? read(id)
    known.set(id, found)
    return found
  }
}

const linesOf = async (deps: Deps, { lines }: State['dispatch']): Promise<NoteLine[]> => {
  const goodsOf = goodsReader(deps)
  return Promise.all(
    lines.map(async ({ line, batch: id, quantity, unit, units = [] }) => {
      const { batch, product } = await goodsOf(id)
      const packs = units.filter(isPack).length
      return {
        line,
        product: product.name,
        specification: product.specification,
        lot: batch.lot,
        expiresOn: batch.expiresOn,
        quantity,
        unit,
        items: units.length - packs,
        packs,
      }
    }),
  )
}

const totalsOf = (lines: readonly NoteLine[]): NoteFacts['totals'] => {
  const totals = new Map<string, Quantity>()
  for (const { unit, quantity } of lines) totals.set(unit, add(totals.get(unit) ?? '0', sum([quantity])))
  return [...totals].map(([unit, quantity]) => ({ unit, quantity }))
}

/** For one of the two parties. Throws STATE_CONFLICT before the goods are dispatched. */
export const noteFacts = async (deps: Deps, trade: State['trade']): Promise<NoteFacts> => {
  const { no, state, promisedAt, returnOf, deliverTo } = trade
  const dispatch = await readState(deps, keys.dispatch(no))
  const entry = await deps.ledger.read(keys.dispatch(no))
  if (dispatch === undefined || entry === undefined) throw fault('STATE_CONFLICT', 'no', 'trade.dispatched', state)
  const lines = await linesOf(deps, dispatch)
  const { publicUrl } = deps.config
  return {
    no,
    link: publicUrl + formatCode({ kind: 'trade', trade: no }),
    publicUrl,
    state,
    supplier: await partyOf(deps, trade.supplier),
    buyer: await partyOf(deps, trade.buyer),
    from: await placeOf(deps, dispatch.place),
    to: deliverTo === undefined ? undefined : await placeOf(deps, deliverTo),
    dispatchedAt: dispatch.dispatchedAt,
    promisedAt,
    vehicle: await hiddenText(deps, entry.transaction, 'vehicle'),
    temperature: dispatch.temperature,
    returnOf,
    lines,
    totals: totalsOf(lines),
    documents: [...trade.documents, ...(dispatch.documents ?? [])],
    transaction: entry.transaction,
    size: (await deps.ledger.log()).size,
  }
}
