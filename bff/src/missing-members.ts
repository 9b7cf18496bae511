// Compares the registries of two channels by their read models, and says which organisations have not come to the second one.
import type { Deps } from './deps.ts'

const named = 20

const organisationsOf = ({ readModel }: Deps): Promise<{ id: string }[]> =>
  readModel.selectFrom('organisation').select('id').orderBy('id').execute()

/** A warning in the log: each of them comes by its own administrator's POST /channels/{channel}/membership. */
export const sayMissing = async (first: Deps, other: Deps): Promise<void> => {
  const there = new Set((await organisationsOf(other)).map(({ id }) => id))
  const missing = (await organisationsOf(first)).map(({ id }) => id).filter((id) => !there.has(id))
  if (missing.length === 0) return
  other.log.warn(
    { missing: missing.length, organisations: missing.slice(0, named) },
    'organisations are missing on a channel',
  )
}
