// A value of which the chain holds only the salted digest, as the vault keeps it.
import type { Deps } from '../deps.ts'

/** The text in a digest-only field of a transaction's first operation; undefined when it was erased or left empty. */
export const hiddenText = async ({ vault }: Deps, transaction: string, field: string): Promise<string | undefined> => {
  const row = await vault
    .selectFrom('hidden_value')
    .select('value')
    .where('transaction', '=', transaction)
    .where('op', '=', 0)
    .where('field', '=', field)
    .executeTakeFirst()
  const value = row === undefined ? undefined : (JSON.parse(row.value) as unknown)
  return typeof value === 'string' && value !== '' ? value : undefined
}
