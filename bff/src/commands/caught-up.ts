// Acts are planned on what is on chain now, not on what the read model happens to have.
import { AppError } from '@ectrace/shared/errors'
import type { Deps } from '../deps.ts'

const patienceMs = 2_000

/** Waits until the read model has every block that is on chain. Throws READ_MODEL_BEHIND after two seconds. */
export const caughtUp = async ({ ledger, projection }: Deps): Promise<void> => {
  const { height } = await ledger.log()
  if (!(await projection.waitFor(height, patienceMs))) throw new AppError('READ_MODEL_BEHIND', { details: { height } })
}
