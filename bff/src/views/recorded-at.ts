// When the sequencer took a transaction in, as the read model has it.
import { AppError } from '@ectrace/shared/errors'
import type { Deps } from '../deps.ts'

/** ISO, UTC. Throws READ_MODEL_BEHIND. */
export const recordedAt = async ({ readModel }: Deps, transaction: string): Promise<string> => {
  const row = await readModel
    .selectFrom('record')
    .select('recorded_at')
    .where('transaction', '=', transaction)
    .executeTakeFirst()
  if (row === undefined) throw new AppError('READ_MODEL_BEHIND')
  return row.recorded_at
}
