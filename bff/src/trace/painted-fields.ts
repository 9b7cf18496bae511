// What a page paints of a record: the values as the read model has them, each with the salt that the chain keeps.
import { fieldsOf } from '@ectrace/shared/ledger/transactions'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import type { Committed } from '@ectrace/shared/ledger/ledger'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Opening } from '@ectrace/shared/proof/envelope'
import type { Deps } from '../deps.ts'
import { columnValue } from '../projection/project.ts'
import { columnsOf } from '../store/state-columns.ts'
import type { StateKind } from '../store/state-columns.ts'

/** Where a field's value stands in the read model. */
type Source = { kind: StateKind; key: string; column: string }
type Values = Readonly<Record<string, Json | undefined>>

/** The rows a record painted, most specific first, and the columns whose name differs from the field's. */
type Painting = { rows: { kind: StateKind; key: string }[]; renamed?: Record<string, string> }

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const firstId = (value: Json | undefined): string => {
  const [first] = Array.isArray(value) ? (value as readonly Json[]) : []
  return typeof first === 'object' && first !== null && 'id' in first ? text(first.id) : ''
}

const codesActed = ({ batch, set }: Values, n: number): Painting => ({
  rows: [{ kind: 'codeActed', key: keys.codeActed(text(batch), Number(set), n) }],
})

const paintings: Record<TransactionName, (args: Values, n: number) => Painting> = {
  registerOrganisation: ({ id, administrator }) => ({
    rows: [
      { kind: 'organisation', key: keys.organisation(text(id)) },
      { kind: 'user', key: keys.user(text(administrator)) },
    ],
  }),
  verifyOrganisation: ({ organisation }) => ({
    rows: [{ kind: 'organisation', key: keys.organisation(text(organisation)) }],
    renamed: { organisation: 'id' },
  }),
  enrolUser: ({ id }) => ({ rows: [{ kind: 'user', key: keys.user(text(id)) }] }),
  revokeUser: ({ id }) => ({ rows: [{ kind: 'user', key: keys.user(text(id)) }] }),
  openEpoch: ({ epoch }) => ({ rows: [{ kind: 'epoch', key: keys.epoch(Number(epoch)) }] }),
  closeLog: () => ({ rows: [{ kind: 'closed', key: keys.closed() }] }),
  createPlace: ({ id }) => ({ rows: [{ kind: 'place', key: keys.place(text(id)) }] }),
  createProduct: ({ id }) => ({ rows: [{ kind: 'product', key: keys.product(text(id)) }] }),
  createBatch: ({ id }) => ({ rows: [{ kind: 'batch', key: keys.batch(text(id)) }] }),
  transformBatch: ({ id }) => ({
    rows: [
      { kind: 'batch', key: keys.batch(text(id)) },
      { kind: 'transformation', key: keys.transformation(text(id)) },
    ],
  }),
  mintCodes: ({ batch }) => ({ rows: [{ kind: 'codes', key: keys.codes(text(batch)) }] }),
  activateCodes: codesActed,
  freezeCodes: codesActed,
  releaseCodes: codesActed,
  voidCodes: codesActed,
  anchorScans: ({ day }) => ({ rows: [{ kind: 'scanAnchor', key: keys.scanAnchor(text(day)) }] }),
  recordEvent: ({ id }) => ({ rows: [{ kind: 'event', key: keys.event(text(id)) }] }),
  declineTrade: ({ no }) => ({ rows: [{ kind: 'trade', key: keys.trade(text(no)) }] }),
  cancelTrade: ({ no }) => ({ rows: [{ kind: 'trade', key: keys.trade(text(no)) }] }),
  dispatchTrade: ({ no }) => ({ rows: [{ kind: 'dispatch', key: keys.dispatch(text(no)) }], renamed: { no: 'trade' } }),
  recordReceiptAttempt: ({ no }, n) => ({
    rows: [{ kind: 'attempt', key: keys.attempt(text(no), n) }],
    renamed: { no: 'trade' },
  }),
  confirmReceipt: ({ no }, n) => ({
    rows: [{ kind: 'receipt', key: keys.receipt(text(no), n) }],
    renamed: { no: 'trade' },
  }),
  refuseReceipt: ({ no }) => ({ rows: [{ kind: 'refusal', key: keys.refusal(text(no)) }], renamed: { no: 'trade' } }),
  splitBatch: ({ source, parts }) => ({ rows: [{ kind: 'split', key: keys.split(text(source), firstId(parts)) }] }),
  mergeBatches: ({ id }) => ({
    rows: [
      { kind: 'batch', key: keys.batch(text(id)) },
      { kind: 'transformation', key: keys.transformation(text(id)) },
    ],
  }),
  retireGoods: ({ id }) => ({ rows: [{ kind: 'retirement', key: keys.retirement(text(id)) }] }),
  adjustStock: ({ id }) => ({ rows: [{ kind: 'adjustment', key: keys.adjustment(text(id)) }] }),
  aggregate: ({ parent }) => ({ rows: [{ kind: 'packed', key: keys.packed(text(parent)) }] }),
  disaggregate: ({ parent }, n) => ({ rows: [{ kind: 'unpacked', key: keys.unpacked(text(parent), n) }] }),
  returnGoods: ({ no }, n) => ({
    rows: [{ kind: 'return', key: keys.return(text(no), n) }],
    renamed: { no: 'trade' },
  }),
  raiseDiscrepancy: ({ no }, n) => ({
    rows: [{ kind: 'discrepancy', key: keys.discrepancy(text(no), n) }],
    renamed: { no: 'trade' },
  }),
  answerDiscrepancy: ({ no, n }) => ({
    rows: [{ kind: 'answer', key: keys.answer(text(no), Number(n)) }],
    renamed: { no: 'trade' },
  }),
  escalateDiscrepancy: ({ no, n }) => ({
    rows: [{ kind: 'escalation', key: keys.escalation(text(no), Number(n)) }],
    renamed: { no: 'trade' },
  }),
  openRecall: ({ id }) => ({ rows: [{ kind: 'recallAct', key: keys.recallAct(text(id)) }] }),
  issueCredential: ({ subjectType, subject, type, no }) => ({
    rows: [{ kind: 'credential', key: keys.credential(text(subjectType), text(subject), text(type), text(no)) }],
  }),
  // What these say may be said anew and differently: no row keeps it.
  decideAdjustment: () => ({ rows: [] }),
  openAgreement: () => ({ rows: [] }),
  offerTrade: () => ({ rows: [] }),
  acceptTrade: () => ({ rows: [] }),
  closeAgreement: () => ({ rows: [] }),
  amendTrade: () => ({ rows: [] }),
  grantAuthority: () => ({ rows: [] }),
  changeCredentialStatus: () => ({ rows: [] }),
}

const argsOf = ({ openings }: Committed, op: number): Values =>
  Object.fromEntries(Object.entries(openings[op] ?? {}).map(([field, { value }]) => [field, value]))

/** Kinds whose key ends in a number that no field of their act says. */
const numbered: { readonly [N in TransactionName]?: StateKind } = {
  recordReceiptAttempt: 'attempt',
  confirmReceipt: 'receipt',
  disaggregate: 'unpacked',
  activateCodes: 'codeActed',
  freezeCodes: 'codeActed',
  releaseCodes: 'codeActed',
  voidCodes: 'codeActed',
  returnGoods: 'return',
  raiseDiscrepancy: 'discrepancy',
}

/** The number of the receipt, attempt … that an act of this transaction wrote: the last part of its key. */
const numberOf = ({ writes }: Committed, name: TransactionName): number => {
  const kind = numbered[name]
  const key = kind === undefined ? undefined : writes.find((write) => write.key.startsWith(`${kind}/`))?.key
  return Number(key?.split('/').at(-1) ?? 0)
}

/** State keys that a record painted. */
export const paintedKeys = (committed: Committed, name: TransactionName, op: number): string[] =>
  paintings[name](argsOf(committed, op), numberOf(committed, name)).rows.map(({ key }) => key)

const sourceOf = ({ rows, renamed }: Painting, field: string): Source | undefined => {
  const column = renamed?.[field] ?? field
  const row = rows.find(({ kind }) => columnsOf(kind)[column] !== undefined)
  return row === undefined ? undefined : { ...row, column }
}

/** The field that a column of a record's row paints; the column itself when it paints none. */
export const fieldOfColumn = (committed: Committed, name: TransactionName, op: number, column: string): string => {
  const { renamed = {} } = paintings[name](argsOf(committed, op), numberOf(committed, name))
  return Object.entries(renamed).find(([, renamedTo]) => renamedTo === column)?.[0] ?? column
}

const noSalt = '0'.repeat(32)

type Row = Readonly<Record<string, string | number | null>>

const rowsOf = async ({ readModel }: Deps, { rows }: Painting): Promise<Map<string, Row | undefined>> => {
  const found = await Promise.all(
    rows.map(async ({ kind, key }) => {
      const row = await readModel.selectFrom(kind).selectAll().where('key', '=', key).executeTakeFirst()
      return [key, row] as const
    }),
  )
  return new Map(found)
}

/** A minted set stands inside its batch's row. */
const setFields = (row: Row | undefined, set: Json | undefined): Values => {
  const sets = row === undefined ? undefined : columnValue('codes', 'sets', row['sets'] ?? null)
  const list = Array.isArray(sets) ? (sets as readonly Json[]) : []
  const found = list.find((one) => typeof one === 'object' && one !== null && 'set' in one && one.set === set)
  return { batch: row?.['batch'] ?? null, ...(found as Values | undefined) }
}

/** One field of a record: what the read model says of it, and what the chain keeps beside it. */
type Painted = {
  field: string
  visible: boolean
  opening: Opening | undefined
  onChain: boolean
  value: Json | undefined
}

const openingOf = ({ opening, onChain, value }: Painted): Opening | undefined => {
  if (opening !== undefined) return { salt: opening.salt, value: value ?? null }
  return onChain || value === undefined ? undefined : { salt: noSalt, value }
}

const paintedOf = async (
  deps: Deps,
  committed: Committed,
  name: TransactionName,
  op: number,
): Promise<Omit<Painted, 'visible'>[]> => {
  const args = argsOf(committed, op)
  const painting = paintings[name](args, numberOf(committed, name))
  const rows = await rowsOf(deps, painting)
  const minted = name === 'mintCodes' ? setFields(rows.get(painting.rows[0]?.key ?? ''), args['set']) : undefined
  const valueOf = (field: string): Json | undefined => {
    if (minted?.[field] !== undefined) return minted[field]
    const source = sourceOf(painting, field)
    if (source === undefined) return args[field]
    return columnValue(source.kind, source.column, rows.get(source.key)?.[source.column] ?? null)
  }
  const digests = committed.leaf.envelope.operations[op]?.args ?? {}
  return Object.keys(fieldsOf(name)).map((field) => ({
    field,
    opening: committed.openings[op]?.[field],
    onChain: digests[field] !== undefined,
    value: valueOf(field),
  }))
}

/**
 * Openings of the fields that `visible` allows, painted from the read model. A value that is gone is painted as null and one
 * that was added gets a salt of zeros: either way the reader's digest does not match, and the field is marked.
 */
export const paintedFields = async (
  deps: Deps,
  record: { committed: Committed; name: TransactionName; op: number },
  visible: (field: string) => boolean,
): Promise<{ fields: Record<string, Opening>; withheld: string[] }> => {
  const found = await paintedOf(deps, record.committed, record.name, record.op)
  const painted = found.map((one) => ({ ...one, visible: visible(one.field) }))
  const shown = painted
    .filter((one) => one.visible)
    .map((one): [string, Opening | undefined] => [one.field, openingOf(one)])
  return {
    fields: Object.fromEntries(shown.filter((entry): entry is [string, Opening] => entry[1] !== undefined)),
    withheld: painted
      .filter((one) => one.onChain && (one.opening === undefined || !one.visible))
      .map(({ field }) => field),
  }
}
