// Pages of reports, newest first, for those who may read them.
import type { ReportView } from '@ectrace/shared/api/scan-views'
import type { AsOf, Page } from '@ectrace/shared/api/views'
import { fault } from '@ectrace/shared/errors'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Deps, Principal } from '../deps.ts'
import { reportReader } from './report-readers.ts'
import type { ReportReader } from './report-readers.ts'
import { reportView } from './report-views.ts'

type Asked = {
  after?: string | undefined
  limit: number
  state?: 'open' | 'answered' | 'closed' | undefined
  batch?: string | undefined
  asOf: AsOf
}

const behind = (after: string | undefined): RawBuilder<boolean> => {
  if (after === undefined) return sql<boolean>`1 = 1`
  const [, at, receipt] = /^(\d{1,15}):(R[0-9A-Z]{12})$/.exec(after) ?? []
  if (at === undefined || receipt === undefined) throw fault('VALIDATION_FAILED', 'after', 'cursor', after)
  return sql<boolean>`(created_at, receipt) < (${Number(at)}, ${receipt})`
}

const found = ({ vault, channel }: Deps, { only }: ReportReader, { state, batch }: Asked) =>
  vault
    .selectFrom('report')
    .where('channel', '=', channel)
    .$if(only !== undefined, (some) => some.where('organisation', 'in', only ?? []))
    .$if(state !== undefined, (some) => some.where('state', '=', state ?? 'open'))
    .$if(batch !== undefined, (some) => some.where('batch', '=', batch ?? ''))

/** Whoever reads what is not the own organisation's leaves a row in the audit. */
const auditRead = async (
  { vault, clock }: Deps,
  { user, organisation }: Principal,
  receipts: readonly string[],
): Promise<void> => {
  await vault
    .insertInto('audit')
    .values({
      ...{ at: clock(), user, organisation, action: 'reports.read', target: null, code: null },
      details: JSON.stringify({ receipts }),
    })
    .execute()
}

export const listReports = async (deps: Deps, principal: Principal, asked: Asked): Promise<Page<ReportView>> => {
  const reader = await reportReader(deps, principal)
  const some = found(deps, reader, asked)
  const [rows, total] = await Promise.all([
    some
      .selectAll()
      .where(behind(asked.after))
      .orderBy('created_at', 'desc')
      .orderBy('receipt', 'desc')
      .limit(asked.limit + 1)
      .execute(),
    some.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirst(),
  ])
  const shown = rows.slice(0, asked.limit)
  const others = shown.filter(({ organisation }) => organisation !== principal.organisation)
  if (others.length > 0)
    await auditRead(
      deps,
      principal,
      others.map(({ receipt }) => receipt),
    )
  const last = shown.at(-1)
  return {
    items: await Promise.all(shown.map((row) => reportView(deps, row, reader.contacts))),
    total: total?.n ?? 0,
    asOf: asked.asOf,
    ...(rows.length > asked.limit && last !== undefined ? { next: `${last.created_at}:${last.receipt}` } : {}),
  }
}
