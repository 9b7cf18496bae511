// Takes notices out of the vault after three months, with who read them and what became of their messages: once an hour, some at a time.
import type { Deps } from '../deps.ts'

const dayMs = 86_400_000
const keptDays = 90
const rowsAtOnce = 2_000

/** At most once an hour; asked for whenever somebody reads notices. */
export const sweepNotices = async ({ vault, fast, clock }: Deps): Promise<void> => {
  const { allowed } = await fast.hit('notice-sweep', 3_600, 1)
  if (!allowed) return
  const old = await vault
    .selectFrom('notice')
    .select('id')
    .where('created_at', '<', clock() - keptDays * dayMs)
    .orderBy('created_at')
    .limit(rowsAtOnce)
    .execute()
  if (old.length === 0) return
  const ids = old.map(({ id }) => id)
  await vault.batch([
    vault.deleteFrom('notice_read').where('notice', 'in', ids),
    vault.deleteFrom('outgoing_message').where('notice', 'in', ids),
    vault.deleteFrom('notice').where('id', 'in', ids),
  ])
}
