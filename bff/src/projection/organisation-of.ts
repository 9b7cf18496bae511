// The organisation of a caller, as the chain's registry has it: a user never changes organisation, so it is asked once.
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Ledger } from '@ectrace/shared/ledger/ledger'

/** Users remembered; the oldest is forgotten first. */
const limit = 10_000

/** Throws INTERNAL for a caller whom the chain does not know: no transaction of such a one can have been committed. */
export const organisationFinder = (ledger: Pick<Ledger, 'read'>): ((user: string) => Promise<string>) => {
  const known = new Map<string, string>()
  return async (user) => {
    const found = known.get(user)
    if (found !== undefined) return found
    const value = (await ledger.read(keys.user(user)))?.value
    const organisation =
      value !== null && typeof value === 'object' && 'organisation' in value ? value.organisation : undefined
    if (typeof organisation !== 'string') throw new AppError('INTERNAL', { details: { user } })
    known.set(user, organisation)
    const [oldest] = known.keys()
    if (known.size > limit && oldest !== undefined) known.delete(oldest)
    return organisation
  }
}
