// The brand's answer to a report, which whoever holds the receipt number reads; a report goes from open to answered to closed.
import { AppError, fault } from '@ectrace/shared/errors'
import type { Deps, Principal } from '../deps.ts'
import { reportReader } from './report-readers.ts'
import type { ReportRow } from './report-views.ts'

export type ReportAnswer = { state: 'answered' | 'closed'; answer: string }

const order = { open: 0, answered: 1, closed: 2 } as const

/** NOT_FOUND as well for a report that the caller may not see. */
export const reportFor = async (deps: Deps, principal: Principal, receipt: string): Promise<ReportRow> => {
  const row = await deps.vault
    .selectFrom('report')
    .selectAll()
    .where('receipt', '=', receipt)
    .where('channel', '=', deps.channel)
    .executeTakeFirst()
  const { sees } = await reportReader(deps, principal)
  if (row === undefined || !sees(row.organisation)) throw fault('NOT_FOUND', 'receipt', 'exists')
  return row
}

/** WRONG_ORGANISATION for who may only read it, STATE_CONFLICT when it stands there already or further. */
export const answerReport = async (
  deps: Deps,
  principal: Principal,
  receipt: string,
  { state, answer }: ReportAnswer,
): Promise<void> => {
  const row = await reportFor(deps, principal, receipt)
  if (!(await reportReader(deps, principal)).answers(row.organisation))
    throw fault('WRONG_ORGANISATION', 'receipt', 'report.answer')
  const { user, organisation } = principal
  const now = deps.clock()
  await deps.vault.transaction().execute(async (writer) => {
    const before = await writer.selectFrom('report').select('state').where('receipt', '=', receipt).executeTakeFirst()
    const from = before?.state ?? 'closed'
    if (order[from] >= order[state])
      throw new AppError('STATE_CONFLICT', {
        details: { faults: [{ field: 'state', rule: 'report.forward', value: from }] },
      })
    await writer
      .updateTable('report')
      .set({ state, answer, answered_by: user, answered_at: now })
      .where('receipt', '=', receipt)
      .execute()
    await writer
      .insertInto('audit')
      .values({
        ...{ at: now, user, organisation, action: 'reports.answer', target: receipt, code: null },
        details: JSON.stringify({ from, state }),
      })
      .execute()
  })
}
