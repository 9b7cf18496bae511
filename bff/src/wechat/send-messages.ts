// Sends what waits, one message after the other. A message twice is worse than none: one whose outcome nobody knows is not sent again.
import type { NoticeKind } from '@ectrace/shared/api/file-views'
import type { Selectable } from 'kysely'
import type { Deps } from '../deps.ts'
import type { NoticeTable, OutgoingMessageTable } from '../store/vault.ts'
import type { SendOutcome, WechatClient } from './client.ts'
import { messageField } from './message-fields.ts'
import type { MessageTemplate } from './message-fields.ts'
import { noticePath, noticeWords } from './notice-words.ts'
import { staleMs } from './plan-messages.ts'

type Message = Selectable<OutgoingMessageTable>
type Notice = Selectable<NoticeTable>

const messagesAtOnce = 50
const mostTries = 8
const firstRetryMs = 15_000
const longestRetryMs = 3_600_000

/** Before it is sent it counts as failed: after a crash nobody knows what became of it, and it stays so. */
const claim = async ({ vault }: Deps, { id, tries }: Message): Promise<boolean> => {
  const { numUpdatedRows } = await vault
    .updateTable('outgoing_message')
    .set({ state: 'failed', code: 'unknown', tries: tries + 1 })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

const settle = async ({ vault, clock }: Deps, { id, tries }: Message, outcome: SendOutcome): Promise<void> => {
  const set = vault.updateTable('outgoing_message').where('id', '=', id)
  if (outcome.state === 'sent') await set.set({ state: 'sent', code: null }).execute()
  else if (outcome.state === 'later' && tries + 1 < mostTries) {
    const next_at = clock() + Math.min(longestRetryMs, firstRetryMs * 2 ** tries)
    await set.set({ state: 'waiting', code: outcome.code, next_at }).execute()
  } else await set.set({ state: outcome.state === 'refused' ? 'refused' : 'failed', code: outcome.code }).execute()
}

/** WeChat says that nothing is left of what was allowed: our count was wrong. */
const forgetAllowance = async ({ vault }: Deps, user: string, kind: string): Promise<void> => {
  await vault
    .updateTable('wechat_allowance')
    .set({ left_over: 0 })
    .where('user', '=', user)
    .where('kind', '=', kind)
    .execute()
}

const dataOf = ({ fields }: MessageTemplate, notice: Notice): Record<string, string> => {
  const values = {
    ...(JSON.parse(notice.details) as Record<string, string>),
    what: noticeWords(notice.kind as NoticeKind),
    at: new Date(notice.created_at).toISOString(),
  } as Record<string, string>
  return Object.fromEntries(fields.map(([keyword, name]) => [keyword, messageField(keyword, values[name] ?? '')]))
}

const outcomeOf = async (deps: Deps, wechat: WechatClient, message: Message): Promise<SendOutcome> => {
  const { vault, config, clock } = deps
  const notice = await vault.selectFrom('notice').selectAll().where('id', '=', message.notice).executeTakeFirst()
  const template = notice === undefined ? undefined : config.wechat?.templates[notice.kind]
  if (notice === undefined || template === undefined || message.created_at < clock() - staleMs)
    return { state: 'failed', code: 'late' }
  const bound = await vault
    .selectFrom('wechat_binding')
    .select('openid')
    .where('user', '=', message.user)
    .executeTakeFirst()
  if (bound === undefined) return { state: 'refused', code: 'unbound' }
  const outcome = await wechat.send({
    openid: bound.openid,
    template: template.id,
    page: noticePath(notice.kind as NoticeKind, notice.subject),
    data: dataOf(template, notice),
  })
  if (outcome.state === 'refused') await forgetAllowance(deps, message.user, notice.kind)
  return outcome
}

/** Sends all that is due. WeChat's own trouble ends the round: the rest is due later as well. */
export const sendMessages = async (deps: Deps, wechat: WechatClient, goOn: () => boolean): Promise<void> => {
  const { vault, clock, log } = deps
  const due = await vault
    .selectFrom('outgoing_message')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('next_at', '<=', clock())
    .orderBy('next_at')
    .orderBy('id')
    .limit(messagesAtOnce)
    .execute()
  for (const message of due) {
    if (!goOn() || !(await claim(deps, message))) continue
    const outcome = await outcomeOf(deps, wechat, message)
    await settle(deps, message, outcome)
    if (outcome.state !== 'sent')
      log.warn({ message: message.id, outcome: outcome.state, code: outcome.code }, 'a message in WeChat was not sent')
    if (outcome.state === 'later' || outcome.state === 'unknown') return
  }
  if (due.length === messagesAtOnce && goOn()) await sendMessages(deps, wechat, goOn)
}
