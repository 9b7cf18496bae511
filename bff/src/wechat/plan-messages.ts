// Decides for each new notice who gets a message of it in WeChat: bound, of the roles it concerns, and allowed at least one more.
import type { UserRole } from '@ectrace/shared/domain/organisation'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Compilable, Selectable } from 'kysely'
import { readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import type { NoticeTable } from '../store/vault.ts'

type Notice = Selectable<NoticeTable>

const noticesAtOnce = 50
const mostPeople = 500
/** A message of something older helps nobody, and a start after a long rest must not send a flood of them. */
export const staleMs = 86_400_000

const people = ({ vault }: Deps, { organisation, kind }: Notice) =>
  vault
    .selectFrom('wechat_binding')
    .innerJoin('account', 'account.user', 'wechat_binding.user')
    .innerJoin('wechat_allowance', 'wechat_allowance.user', 'wechat_binding.user')
    .select('wechat_binding.user as user')
    .where('account.organisation', '=', organisation)
    .where('wechat_allowance.kind', '=', kind)
    .where('wechat_allowance.left_over', '>', 0)
    .orderBy('wechat_binding.user')
    .limit(mostPeople)
    .execute()

/** Roles and whether somebody still works there are the chain's to say. */
const concerned = async (deps: Deps, user: string, notice: Notice): Promise<boolean> => {
  const known = await readState(deps, keys.user(user))
  if (known?.status !== 'active') return false
  const roles = notice.roles === null ? undefined : (JSON.parse(notice.roles) as UserRole[])
  return roles?.some((role) => known.roles.includes(role)) ?? true
}

/** What was allowed is used up with the message that is written, not with the one that arrives: WeChat counts attempts. */
const messageQueries = ({ vault, clock }: Deps, user: string, { id, kind }: Notice, template: string): Compilable[] => [
  vault
    .insertInto('outgoing_message')
    .values({
      user,
      notice: id,
      template,
      state: 'waiting',
      tries: 0,
      next_at: clock(),
      code: null,
      created_at: clock(),
    })
    .onConflict((conflict) => conflict.columns(['user', 'notice']).doNothing()),
  vault
    .updateTable('wechat_allowance')
    .set(({ eb }) => ({ left_over: eb('left_over', '-', 1) }))
    .where('user', '=', user)
    .where('kind', '=', kind)
    .where('left_over', '>', 0),
]

const planOne = async (deps: Deps, notice: Notice): Promise<Compilable[]> => {
  const template = deps.config.wechat?.templates[notice.kind]
  const wanted = template !== undefined && notice.created_at > deps.clock() - staleMs
  const queries: Compilable[] = []
  for (const { user } of wanted ? await people(deps, notice) : [])
    if (await concerned(deps, user, notice)) queries.push(...messageQueries(deps, user, notice, template?.id ?? ''))
  return queries
}

/** Of several processes that look at the same notice one writes its messages, and uses up what was allowed, once. */
const writePlanned = ({ vault }: Deps, { id }: Notice, queries: readonly Compilable[]): Promise<void> =>
  vault.transaction().execute(async (writer) => {
    const { numUpdatedRows } = await writer
      .updateTable('notice')
      .set({ messaged: 1 })
      .where('id', '=', id)
      .where('messaged', '=', 0)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    for (const query of queries) await writer.executeQuery(query.compile())
  })

/** Writes the messages of all notices that were not looked at yet, each notice in one commit. */
export const planMessages = async (channels: readonly Deps[], goOn: () => boolean): Promise<void> => {
  const [home] = channels
  if (home === undefined) return
  for (;;) {
    const open = home.vault
      .selectFrom('notice')
      .selectAll()
      .where('messaged', '=', 0)
      .orderBy('id')
      .limit(noticesAtOnce)
    const notices = await open.execute()
    for (const notice of notices) {
      if (!goOn()) return
      const deps = channels.find(({ channel }) => channel === notice.channel)
      const queries = deps === undefined ? [] : await planOne(deps, notice)
      await writePlanned(home, notice, queries)
    }
    if (notices.length < noticesAtOnce) return
  }
}
