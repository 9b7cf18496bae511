// Collects the records of one trace: each with its leaf, its path to one checkpoint, its painted fields and what was tampered with.
import type { ProvenRecord } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Committed, LogState } from '@ectrace/shared/ledger/ledger'
import { fieldsOf } from '@ectrace/shared/ledger/transactions'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import type { ToldRecord } from '@ectrace/shared/plausibility/read-facts'
import type { Deps } from '../deps.ts'
import { readState } from '../commands/state.ts'
import type { TamperedColumn } from '../projection/tampered-column.ts'
import { recordId } from './find-records.ts'
import type { Found } from './find-records.ts'
import { fieldOfColumn, paintedFields, paintedKeys } from './painted-fields.ts'

type Kept = { found: Found; committed: Committed }

/** Records by id, each loaded once. */
export type RecordBook = {
  add(found: Found): Promise<string>
  kept(id: string): Kept | undefined
  all(): Kept[]
}

export const openRecordBook = ({ ledger }: Deps): RecordBook => {
  const book = new Map<string, Kept>()
  return {
    add: async (found) => {
      const id = recordId(found)
      if (book.has(id)) return id
      const committed = await ledger.transaction(found.transaction)
      // The read model names a transaction that is not on chain: its row was made by hand.
      if (committed === undefined)
        throw new AppError('STATE_DIGEST_MISMATCH', { details: { table: 'record', key: id } })
      book.set(id, { found, committed })
      return id
    },
    kept: (id) => book.get(id),
    all: () => [...book.values()],
  }
}

/** A record by the chain's own values, those for everybody: whatever the read model says. */
export const toldOf = (book: RecordBook, id: string): ToldRecord | undefined => {
  const kept = book.kept(id)
  if (kept === undefined) return undefined
  const { found, committed } = kept
  const visible = visibleTo(found.name, { named: false })
  const shown = Object.entries(committed.openings[found.op] ?? {}).filter(([field]) => visible(field))
  return {
    values: Object.fromEntries(shown.map(([field, { value }]) => [field, value])),
    caller: committed.leaf.envelope.caller,
    signedAt: committed.leaf.envelope.time,
  }
}

/** Where `named` fields may be shown: the organisation that signed agreed to be named. */
export const isNamed = async (deps: Deps, caller: string): Promise<boolean> => {
  const user = await readState(deps, keys.user(caller))
  return user !== undefined && (await readState(deps, keys.organisation(user.organisation)))?.named === true
}

/** Which fields a reader may see: everybody's, with `named` those of an organisation that agreed to it, a party's own. */
export const visibleTo = (name: TransactionName, { named, party = false }: { named: boolean; party?: boolean }) => {
  const specs = fieldsOf(name)
  return (field: string): boolean => {
    const audience = specs[field]?.audience
    if (specs[field]?.digestOnly === true) return false
    return audience === 'public' || (audience === 'named' && (named || party)) || (audience === 'parties' && party)
  }
}

/** Fields of another audience are neither painted nor blamed with their value. */
const blame = (
  kept: Kept,
  found: readonly TamperedColumn[],
  visible: (field: string) => boolean,
): ProvenRecord['tampered'] =>
  found.map(({ table, column, original }) => {
    const field = fieldOfColumn(kept.committed, kept.found.name, kept.found.op, column)
    const shown = original !== undefined && (visible(field) || !(field in fieldsOf(kept.found.name)))
    return { table, column, field, ...(shown ? { original } : {}) }
  })

export const provenRecord = async (
  deps: Deps,
  kept: Kept,
  log: LogState,
  differences: readonly TamperedColumn[],
): Promise<ProvenRecord> => {
  const { found, committed } = kept
  const visible = visibleTo(found.name, { named: await isNamed(deps, found.caller) })
  const { fields, withheld } = await paintedFields(deps, { committed, name: found.name, op: found.op }, visible)
  return {
    id: recordId(found),
    transaction: committed.transaction,
    op: found.op,
    name: found.name,
    leaf: committed.leaf,
    leafIndex: committed.leafIndex,
    path: await deps.ledger.inclusion(committed.leafIndex, log.size),
    fields,
    withheld,
    recordedAt: found.recorded_at,
    tampered: blame(kept, differences, visible),
  }
}

/** State keys whose rows these records painted. */
export const keysOf = (book: RecordBook): string[] => [
  ...new Set(book.all().flatMap(({ found, committed }) => paintedKeys(committed, found.name, found.op))),
]
