// The records of some transactions in the read model against the chain: their rows, and what they speak of.
import type { Committed } from '@ectrace/shared/ledger/ledger'
import type { RecordSubjectTable, RecordTable } from '../store/read-model.ts'
import type { Snapshot } from './audit-snapshot.ts'
import type { ChainTruth } from './chain-truth.ts'
import { grouped } from './grouped.ts'
import { recordsOf } from './records.ts'
import type { Subject } from './records.ts'
import { differingColumns, rowAsJson, tampered } from './tampered-column.ts'
import type { Place, TamperedColumn } from './tampered-column.ts'

const placeOf = ({ transaction, op }: { transaction: string; op: number }): Place => ({
  table: 'record',
  key: `${transaction}.${String(op)}`,
  transaction,
  op,
})

const compareRecords = (stored: readonly RecordTable[], original: readonly RecordTable[]): TamperedColumn[] => [
  ...original.flatMap((record) => {
    const row = stored.find(({ op }) => op === record.op)
    return row === undefined
      ? [tampered(placeOf(record), '*', undefined, rowAsJson(record))]
      : differingColumns(placeOf(record), row, record)
  }),
  ...stored
    .filter(({ op }) => !original.some((record) => record.op === op))
    .map((row) => tampered(placeOf(row), '*', rowAsJson(row), undefined)),
]

const compareSubjects = (stored: readonly RecordSubjectTable[], original: readonly Subject[]): TamperedColumn[] => {
  const name = ({ subject, op }: Pick<Subject, 'subject' | 'op'>): string => `${String(op)} ${subject}`
  const there = new Set(stored.map(name))
  const right = new Set(original.map(name))
  const place = ({ subject, transaction, op }: Subject): Place => ({
    table: 'record_subject',
    key: subject,
    transaction,
    op,
  })
  return [
    ...original.filter((row) => !there.has(name(row))).map((row) => tampered(place(row), '*', undefined, row.subject)),
    ...stored.filter((row) => !right.has(name(row))).map((row) => tampered(place(row), '*', row.subject, undefined)),
  ]
}

const auditOne = (
  committed: Committed | undefined,
  organisation: string,
  stored: { records: readonly RecordTable[]; subjects: readonly RecordSubjectTable[] },
): TamperedColumn[] => {
  const original = committed === undefined ? { records: [], subjects: [] } : recordsOf(committed, organisation)
  return [...compareRecords(stored.records, original.records), ...compareSubjects(stored.subjects, original.subjects)]
}

/** A transaction that the chain has only above the projection's height has no rows yet, and none is asked for. */
export const auditRecords = async (
  truth: ChainTruth,
  { transactions, records, recordSubjects }: Snapshot,
  organisationOf: (user: string) => Promise<string>,
): Promise<TamperedColumn[]> => {
  const recordsBy = grouped(records, ({ transaction }) => transaction)
  const subjectsBy = grouped(recordSubjects, ({ transaction }) => transaction)
  const found = transactions.map(async (transaction) => {
    const committed = await truth.transaction(transaction)
    if (committed === 'later') return []
    const organisation = committed === undefined ? '' : await organisationOf(committed.leaf.envelope.caller)
    const stored = { records: recordsBy.get(transaction) ?? [], subjects: subjectsBy.get(transaction) ?? [] }
    return auditOne(committed, organisation, stored)
  })
  return (await Promise.all(found)).flat()
}
