// Tells an organisation's people that something happened: a row in the vault, once for each occasion.
import type { NoticeKind, NoticeView } from '@ectrace/shared/api/file-views'
import type { UserRole } from '@ectrace/shared/domain/organisation'
import type { Compilable } from 'kysely'
import type { Deps } from '../deps.ts'

/** `roles`: whom it concerns; absent: all. `ref` names the occasion: a second notice with the same one is none. */
export type NewNotice = Pick<NoticeView, 'level' | 'subject' | 'values'> & {
  organisation: string
  roles?: readonly UserRole[]
  kind: NoticeKind
  ref: string
  at: number
}

/** As a query, to be written together with what it tells of (`vault.batch`). */
export const noticeQuery = (
  { vault, channel, config }: Pick<Deps, 'vault' | 'channel' | 'config'>,
  notice: NewNotice,
): Compilable =>
  vault
    .insertInto('notice')
    .values({
      channel,
      organisation: notice.organisation,
      roles: notice.roles === undefined ? null : JSON.stringify(notice.roles),
      kind: notice.kind,
      ref: notice.ref,
      level: notice.level,
      subject: notice.subject,
      details: JSON.stringify(notice.values),
      created_at: notice.at,
      // Without WeChat nobody will ever look for it there.
      messaged: config.wechat === undefined ? 1 : 0,
    })
    .onConflict((conflict) => conflict.columns(['channel', 'organisation', 'ref']).doNothing())
