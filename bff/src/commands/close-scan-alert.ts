// A brand's own word on a caution about one of its codes: what came of it, once. One that is harmless is not shown any more.
import { AppError, fault } from '@ectrace/shared/errors'
import type { Deps, Principal } from '../deps.ts'
import type { ScanAlertTable } from '../store/vault.ts'

type Closing = { outcome: NonNullable<ScanAlertTable['outcome']>; note: string }

/** Throws NOT_FOUND for another organisation's, STATE_CONFLICT for one that was closed otherwise; the same word again is none. */
export const closeAlert = async (
  { vault, channel, clock }: Deps,
  { user, organisation }: Principal,
  id: string,
  { outcome, note }: Closing,
): Promise<Record<never, never>> => {
  const number = /^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0
  await vault.transaction().execute(async (sql) => {
    const alert = await sql
      .selectFrom('scan_alert')
      .selectAll()
      .where('id', '=', number)
      .where('channel', '=', channel)
      .where('organisation', '=', organisation)
      .executeTakeFirst()
    if (alert === undefined) throw new AppError('NOT_FOUND', { details: { alert: id } })
    if (alert.closed_by === user && alert.outcome === outcome && alert.note === note) return
    if (alert.outcome !== null) throw fault('STATE_CONFLICT', 'id', 'alert.open', alert.outcome)
    const at = clock()
    await sql
      .updateTable('scan_alert')
      .set({ outcome, note, closed_by: user, closed_at: at })
      .where('id', '=', number)
      .execute()
    await sql
      .insertInto('audit')
      .values({
        ...{ at, user, organisation, action: 'scan-alert.close', target: alert.path, code: null },
        details: JSON.stringify({ alert: number, finding: alert.finding, outcome }),
      })
      .execute()
  })
  return {}
}
