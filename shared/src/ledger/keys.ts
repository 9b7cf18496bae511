// Keys of the chain's state: fixed for ever, so that history can be asked by them (architecture §3).
import type { State } from './state.ts'

/** A typed key: `T` is the shape of the value kept under it. */
export type StateKey<T> = string & { readonly value?: T | undefined }
/** Reads a state value: of a rule's own state, or of the ledger by the door. */
export type GetState = <T>(key: StateKey<T>) => Promise<T | undefined>
const key = <T>(...parts: string[]): StateKey<T> => parts.join('/')

export const keys = {
  /** The operator's organisation; there is one per channel. */
  operator: (): StateKey<State['operator']> => key('operator'),
  organisation: (id: string): StateKey<State['organisation']> => key('org', id),
  identifier: (scheme: string, value: string): StateKey<State['identifier']> => key('identifier', scheme, value),
  user: (id: string): StateKey<State['user']> => key('user', id),
  nonce: (caller: string, nonce: string): StateKey<State['nonce']> => key('nonce', caller, nonce),
  epoch: (n: number): StateKey<State['epoch']> => key('epoch', String(n)),
  /** There once the embedded log has ended. */
  closed: (): StateKey<State['closed']> => key('closed'),
  place: (id: string): StateKey<State['place']> => key('place', id),
  product: (id: string): StateKey<State['product']> => key('product', id),
  gtin: (gtin14: string): StateKey<State['gtin']> => key('gtin', gtin14),
  batch: (id: string): StateKey<State['batch']> => key('batch', id),
  lineage: (batch: string): StateKey<State['lineage']> => key('lineage', batch),
  transformation: (batch: string): StateKey<State['transformation']> => key('transformation', batch),
  codes: (batch: string): StateKey<State['codes']> => key('codes', batch),
  codeRuns: (batch: string, set: number): StateKey<State['codeRuns']> => key('codeRuns', batch, String(set)),
  codeActed: (batch: string, set: number, n: number): StateKey<State['codeActed']> =>
    key('codeActed', batch, String(set), String(n)),
  scanAnchor: (day: string): StateKey<State['scanAnchor']> => key('scanAnchor', day),
  scanAnchors: (): StateKey<State['scanAnchors']> => key('scanAnchors'),
  holding: (id: string): StateKey<State['holding']> => key('holding', id),
  /** `path` is the code's path, e.g. `/s/01/…/21/…`. */
  unit: (path: string): StateKey<State['unit']> => key('unit', path),
  event: (id: string): StateKey<State['event']> => key('event', id),
  trade: (no: string): StateKey<State['trade']> => key('trade', no),
  dispatch: (no: string): StateKey<State['dispatch']> => key('dispatch', no),
  delivery: (no: string): StateKey<State['delivery']> => key('delivery', no),
  receipt: (no: string, n: number): StateKey<State['receipt']> => key('receipt', no, String(n)),
  attempt: (no: string, n: number): StateKey<State['attempt']> => key('attempt', no, String(n)),
  refusal: (no: string): StateKey<State['refusal']> => key('refusal', no),
  /** One for each batch that is recalled: dispatches, receipts and transformations read it. */
  recall: (batch: string): StateKey<State['recall']> => key('recall', batch),
  recallAct: (id: string): StateKey<State['recallAct']> => key('recallAct', id),
  packed: (parent: string): StateKey<State['packed']> => key('packed', parent),
  /** `n`: how many children were still in the pack. */
  unpacked: (parent: string, n: number): StateKey<State['unpacked']> => key('unpacked', parent, String(n)),
  split: (source: string, firstPart: string): StateKey<State['split']> => key('split', source, firstPart),
  retirement: (id: string): StateKey<State['retirement']> => key('retirement', id),
  adjustment: (id: string): StateKey<State['adjustment']> => key('adjustment', id),
  agreement: (supplier: string, buyer: string): StateKey<State['agreement']> => key('agreement', supplier, buyer),
  return: (no: string, n: number): StateKey<State['return']> => key('return', no, String(n)),
  returned: (no: string): StateKey<State['returned']> => key('returned', no),
  discrepancy: (no: string, n: number): StateKey<State['discrepancy']> => key('discrepancy', no, String(n)),
  answer: (no: string, n: number): StateKey<State['answer']> => key('answer', no, String(n)),
  escalation: (no: string, n: number): StateKey<State['escalation']> => key('escalation', no, String(n)),
  authority: (organisation: string): StateKey<State['authority']> => key('authority', organisation),
  credential: (subjectType: string, subject: string, type: string, no: string): StateKey<State['credential']> =>
    key('credential', subjectType, subject, type, no),
  credentials: (subjectType: string, subject: string, type: string): StateKey<State['credentials']> =>
    key('credentials', subjectType, subject, type),
}
