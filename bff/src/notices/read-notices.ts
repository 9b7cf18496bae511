// What of an organisation's notices one of its people sees, and which of them that person has read.
import type { NoticeKind, NoticeView } from '@ectrace/shared/api/file-views'
import type { AsOf, Page } from '@ectrace/shared/api/views'
import { fault } from '@ectrace/shared/errors'
import { sql } from 'kysely'
import type { Compilable, RawBuilder } from 'kysely'
import type { Deps, Principal } from '../deps.ts'
import type { NoticeTable } from '../store/vault.ts'

type Asked = { after?: string | undefined; limit: number; unread?: 'true' | undefined; asOf: AsOf }
type Row = { id: number } & Omit<NoticeTable, 'id' | 'channel' | 'organisation' | 'ref' | 'roles' | 'messaged'> & {
    is_read: number
  }

/** Roles come from the registry's closed list: no text of a caller's. */
const concerns = ({ roles }: Principal): RawBuilder<boolean> =>
  roles.length === 0
    ? sql<boolean>`roles is null`
    : sql<boolean>`(roles is null or ${sql.join(
        roles.map((role) => sql`roles like ${`%"${role}"%`}`),
        sql` or `,
      )})`

const isRead = (user: string, channel: string): RawBuilder<boolean> => sql<boolean>`(
  notice.id <= coalesce((select up_to from notice_mark where "user" = ${user} and channel = ${channel}), 0)
  or exists (select 1 from notice_read where "user" = ${user} and notice_read.notice = notice.id))`

/** Those on this channel that are `principal`'s to see. */
const seenBy = ({ vault, channel }: Deps, principal: Principal) =>
  vault
    .selectFrom('notice')
    .where('organisation', '=', principal.organisation)
    .where('channel', '=', channel)
    .where(concerns(principal))

const count = async (query: ReturnType<typeof seenBy>): Promise<number> =>
  Number((await query.select(({ fn }) => fn.countAll<number | string>().as('n')).executeTakeFirst())?.n ?? 0)

export const unreadCount = (deps: Deps, principal: Principal): Promise<number> =>
  count(seenBy(deps, principal).where(sql<boolean>`not ${isRead(principal.user, deps.channel)}`))

const idOf = (after: string): number => {
  if (!/^\d{1,15}$/.test(after)) throw fault('VALIDATION_FAILED', 'after', 'cursor', after)
  return Number(after)
}

const viewOf = ({ id, kind, created_at, level, subject, details, is_read }: Row): NoticeView => ({
  id,
  // Written from the same closed lists.
  kind: kind as NoticeKind,
  level: level as NoticeView['level'],
  at: new Date(created_at).toISOString(),
  subject,
  values: JSON.parse(details) as Record<string, string>,
  read: is_read === 1,
})

/** Newest first. Throws VALIDATION_FAILED naming `after`. */
export const noticePage = async (
  deps: Deps,
  principal: Principal,
  { after, limit, unread, asOf }: Asked,
): Promise<Page<NoticeView> & { unread: number }> => {
  const read = isRead(principal.user, deps.channel)
  const all = seenBy(deps, principal).$if(unread !== undefined, (query) => query.where(sql<boolean>`not ${read}`))
  const rows = await all
    .select(['id', 'kind', 'level', 'subject', 'details', 'created_at'])
    .select(sql<number>`case when ${read} then 1 else 0 end`.as('is_read'))
    .$if(after !== undefined, (query) => query.where('id', '<', idOf(after ?? '')))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit)
  const next = rows.length > limit ? shown.at(-1)?.id : undefined
  return {
    items: shown.map(viewOf),
    total: await count(all),
    unread: await unreadCount(deps, principal),
    asOf,
    ...(next === undefined ? {} : { next: String(next) }),
  }
}

/** All up to the mark; it never stands beyond what there is to read, and never goes back. */
const markQueries = ({ vault, channel }: Deps, { user }: Principal, upTo: number): Compilable[] => [
  vault
    .insertInto('notice_mark')
    .values({ user, channel, up_to: upTo })
    .onConflict((conflict) =>
      conflict.columns(['user', 'channel']).doUpdateSet({ up_to: upTo }).where('notice_mark.up_to', '<', upTo),
    ),
  // What lies below the mark need not be kept one by one.
  vault
    .deleteFrom('notice_read')
    .where('user', '=', user)
    .where('notice', 'in', (query) =>
      query.selectFrom('notice').select('id').where('channel', '=', channel).where('id', '<=', upTo),
    ),
]

/** Marks as read what the caller may see of these; doing it twice changes nothing. */
export const markRead = async (
  deps: Deps,
  principal: Principal,
  { upTo, ids = [] }: { upTo?: number | undefined; ids?: readonly number[] | undefined },
): Promise<void> => {
  const { vault } = deps
  const mine = seenBy(deps, principal)
  if (upTo !== undefined) {
    const newest = await mine
      .select(({ fn }) => fn.max('id').as('id'))
      .where('id', '<=', upTo)
      .executeTakeFirst()
    if (newest?.id != null) await vault.batch(markQueries(deps, principal, newest.id))
    return
  }
  const found = await mine.select('id').where('id', 'in', ids).execute()
  await vault.batch(
    found.map(({ id }) =>
      vault
        .insertInto('notice_read')
        .values({ user: principal.user, notice: id })
        .onConflict((conflict) => conflict.doNothing()),
    ),
  )
}
