// Whether a subject still has all its records: they are numbered from 1 in the chain's order, so one that is gone leaves a gap.
import type { RecordSubjectTable } from '../store/read-model.ts'
import { subjectLimit } from './audit-snapshot.ts'
import type { ChainTruth } from './chain-truth.ts'
import { tampered } from './tampered-column.ts'
import type { Place, TamperedColumn } from './tampered-column.ts'

type Stored = { records: number | undefined; rows: readonly RecordSubjectTable[] }
type Located = RecordSubjectTable & { height: number; leafIndex: number }

const byLeaf = (a: Located, b: Located): number => a.leafIndex - b.leafIndex || a.op - b.op

/** The rows whose records really speak of the subject, with where they stand; the others are named by the audit of records. */
const locate = async (truth: ChainTruth, rows: readonly RecordSubjectTable[]): Promise<Located[]> => {
  const located = await Promise.all(
    rows.map(async (row) => {
      const committed = await truth.transaction(row.transaction)
      if (committed === undefined || committed === 'later') return []
      const spokenOf = await truth.subjects(row.transaction)
      const real = spokenOf.some(({ subject, op }) => subject === row.subject && op === row.op)
      return real ? [{ ...row, height: committed.block.height, leafIndex: committed.leafIndex }] : []
    }),
  )
  return located.flat()
}

const placeOf = (key: string, row: { transaction: string; op: number }): Place => ({
  table: 'record_subject',
  key,
  transaction: row.transaction,
  op: row.op,
})

const unknown = { transaction: '', op: 0 }

/** Numbers that do not fit the chain's order. */
const misnumbered = (key: string, rows: readonly Located[]): TamperedColumn[] =>
  rows
    .toSorted(byLeaf)
    .flatMap((row, index) => (row.n === index + 1 ? [] : [tampered(placeOf(key, row), 'n', row.n, index + 1)]))

/** The records that the chain has for a subject and the read model has not. */
const missing = async (
  truth: ChainTruth,
  key: string,
  rows: readonly Located[],
  height: number,
): Promise<TamperedColumn[]> => {
  const ordered = rows.toSorted(byLeaf)
  // The gap lies between two rows that are right so far; the walk stays between their blocks.
  const gap = ordered.findIndex((row, index) => row.n !== index + 1)
  const before = gap === -1 ? ordered.at(-1) : ordered[gap - 1]
  const after = gap === -1 ? undefined : ordered[gap]
  const real = await truth.subjectsBetween(key, before?.height ?? 0, after?.height ?? height)
  if (real === undefined) return [tampered(placeOf(key, unknown), '*', undefined, key)]
  return real
    .filter(({ transaction, op }) => !rows.some((row) => row.transaction === transaction && row.op === op))
    .map((row) => tampered(placeOf(key, row), '*', undefined, key))
}

/** The number of records is kept in a row of its own. */
const countFault = (key: string, records: number | undefined, real: number): TamperedColumn[] =>
  records === real ? [] : [tampered({ ...placeOf(key, unknown), table: 'subject' }, 'records', records, real)]

/** `key`'s records in the read model (the first `subjectLimit`) against the chain at the projection's height. */
export const auditSubjects = async (
  truth: ChainTruth,
  height: number,
  key: string,
  { records, rows }: Stored,
): Promise<TamperedColumn[]> => {
  if (records === undefined && rows.length === 0) return []
  const located = await locate(truth, rows)
  const expected = Math.min(records ?? 0, subjectLimit)
  const complete = located.length === rows.length && rows.length === expected && rows.at(-1)?.n === expected
  if (complete) return misnumbered(key, located)
  const gone = await missing(truth, key, located, height)
  if (gone.length > 0) return gone
  return [...misnumbered(key, located), ...(rows.length < subjectLimit ? countFault(key, records, located.length) : [])]
}
