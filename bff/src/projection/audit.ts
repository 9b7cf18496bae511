// Compares the read model with the chain, column by column: how an edit by hand is found and named.
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '@ectrace/shared/errors'
import type { Ledger, StateEntry } from '@ectrace/shared/ledger/ledger'
import type { ReadModel } from '../store/read-model.ts'
import type { StateKind } from '../store/state-columns.ts'
import { auditEvents } from './audit-events.ts'
import { auditRecords } from './audit-records.ts'
import { takeSnapshot } from './audit-snapshot.ts'
import { auditSubjects } from './audit-subjects.ts'
import { chainTruth } from './chain-truth.ts'
import type { ChainTruth, SubjectWalk } from './chain-truth.ts'
import { columnValue, kindOf, project } from './project.ts'
import type { Row, Stored } from './project.ts'
import { differingColumns, rowAsJson, tampered } from './tampered-column.ts'
import type { TamperedColumn } from './tampered-column.ts'

export type { TamperedColumn } from './tampered-column.ts'

export type Audited = {
  ledger: Ledger
  readModel: ReadModel
  organisationOf: (user: string) => Promise<string>
  walk: SubjectWalk
  /** The ledger is a copy of the chain and may be behind what another process has written into the read model. */
  isCopy: boolean
}

/** Milliseconds. */
const [chainPatience, chainLook] = [2_000, 20]

/** What the chain does not say yet is no sign of an edit by hand. Throws NOT_READY when the copy does not come so far in two seconds. */
const chainAt = async (ledger: Ledger, height: number): Promise<void> => {
  const end = performance.now() + chainPatience
  while ((await ledger.log()).height < height) {
    if (performance.now() > end) throw new AppError('NOT_READY', { details: { part: 'ledger', height } })
    await pause(chainLook)
  }
}

/** The operation that wrote `key`: the first that speaks of it. */
const operationOf = async (truth: ChainTruth, { key, transaction }: StateEntry): Promise<number> =>
  (await truth.subjects(transaction)).find(({ subject }) => subject === key)?.op ?? 0

const compareState = (
  kind: StateKind,
  stored: Row | undefined,
  entry: StateEntry | undefined,
  op: number,
): TamperedColumn[] => {
  const read = (column: string, value: Stored): ReturnType<typeof columnValue> => columnValue(kind, column, value)
  if (entry === undefined) {
    if (stored === undefined) return []
    const place = { table: kind, key: stored.key, transaction: stored.transaction, op }
    return [tampered(place, '*', rowAsJson(stored, read), undefined)]
  }
  const place = { table: kind, key: entry.key, transaction: entry.transaction, op }
  const original = project(entry).row
  if (stored === undefined) return [tampered(place, '*', undefined, rowAsJson(original, read))]
  return differingColumns(place, stored, original, read)
}

const auditState = async (truth: ChainTruth, key: string, stored: Row | undefined): Promise<TamperedColumn[]> => {
  const kind = kindOf(key)
  if (kind === undefined) return []
  const entry = await truth.entry(key)
  const found = compareState(kind, stored, entry, 0)
  if (found.length === 0 || entry === undefined) return found
  const op = await operationOf(truth, entry)
  return found.map((difference) => ({ ...difference, op }))
}

/** A row that is gone is noticed from both its ends. */
const nameOf = ({ table, key, column, transaction, op }: TamperedColumn): string =>
  [table, key, column, transaction, op].join(' ')

/**
 * Every difference between the read model and the chain, as of the projection's height, in: the state rows of `keys`; which
 * records speak of them; the rows of those records and of `transactions`; the links between events and batches.
 */
export const auditReadModel = async (
  { ledger, readModel, organisationOf, walk, isCopy }: Audited,
  keys: readonly string[],
  transactions: readonly string[],
): Promise<TamperedColumn[]> => {
  const snapshot = await takeSnapshot(readModel, [...new Set(keys)], transactions)
  if (isCopy) await chainAt(ledger, snapshot.height)
  const truth = chainTruth(ledger, snapshot.height, walk)
  const asked = [...snapshot.subjects.keys()]
  const found = await Promise.all([
    ...asked.map((key) => auditState(truth, key, snapshot.rows.get(key))),
    ...[...snapshot.subjects].map(([key, subject]) => auditSubjects(truth, snapshot.height, key, subject)),
    auditRecords(truth, snapshot, organisationOf),
    auditEvents(truth, snapshot),
  ])
  const named = found.flat().map((difference): [string, TamperedColumn] => [nameOf(difference), difference])
  return [...new Map(named).values()]
}
