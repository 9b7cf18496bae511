// Finds records of the read model by what they speak of, in the order of the chain.
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import type { Deps } from '../deps.ts'
import type { RecordTable } from '../store/read-model.ts'

export type Found = Omit<RecordTable, 'name'> & { name: TransactionName }

export const recordId = ({ transaction, op }: { transaction: string; op: number }): string =>
  `${transaction}.${String(op)}`

/** Records of the given names that speak of a state key; oldest first. */
export const recordsAbout = async (
  { readModel }: Deps,
  subject: string,
  names: readonly TransactionName[],
): Promise<Found[]> => {
  const rows = await readModel
    .selectFrom('record')
    .innerJoin('record_subject', (join) =>
      join.onRef('record_subject.transaction', '=', 'record.transaction').onRef('record_subject.op', '=', 'record.op'),
    )
    .selectAll('record')
    .where('record_subject.subject', '=', subject)
    .where('record.name', 'in', [...names])
    .orderBy('record.leaf_index')
    .orderBy('record.op')
    .execute()
  return rows.map((row) => ({ ...row, name: names.find((name) => name === row.name) ?? names[0] ?? 'recordEvent' }))
}
