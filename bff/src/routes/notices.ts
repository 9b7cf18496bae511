// Notices of the caller's organisation: the list, how many are unread, and which were read.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { requests } from '@ectrace/shared/schema/requests'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { markRead, noticePage, unreadCount } from '../notices/read-notices.ts'
import { sweepNotices } from '../notices/sweep-notices.ts'

/** Notices follow the read model: who reads has those of what the read model shows, unless that takes too long. */
const patience = 2_000

export const registerNoticeRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.notices, requests.noticeQuery, async ({ query, principal, asOf }) => {
    await sweepNotices(deps)
    const reached = await deps.noticing.waitFor(asOf.height, patience)
    return noticePage(deps, principal, { ...query, asOf: reached ? asOf : { ...asOf, stale: true } })
  })

  route(api, endpoints.unreadNotices, null, async ({ principal, asOf }) => {
    await deps.noticing.waitFor(asOf.height, patience)
    return { unread: await unreadCount(deps, principal) }
  })

  /** Idempotent by what it does. */
  route(api, endpoints.readNotices, requests.readNotices, async ({ body, principal }) => {
    await markRead(deps, principal, body)
    return { unread: await unreadCount(deps, principal) }
  })
}
