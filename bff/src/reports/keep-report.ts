// Keeps a consumer's report and tells those whom it concerns, both or neither; the same report twice within an hour is one.
import type { ReportKind } from '@ectrace/shared/api/scan-views'
import { receiptBytes, receiptOfRandom } from '@ectrace/shared/codes/report-receipt'
import type { Transaction } from 'kysely'
import { noticeQuery } from '../commands/notify.ts'
import type { NewNotice } from '../commands/notify.ts'
import { personOf } from '../commands/person-of.ts'
import type { Deps } from '../deps.ts'
import type { VaultTables } from '../store/vault.ts'
import type { ReportedGoods } from './reported-goods.ts'

export type NewReport = {
  kind: ReportKind
  text: string
  contact?: string | undefined
  place?: string | undefined
  visitor?: string | undefined
  /** As the platform looked it up. */
  city?: string | undefined
}

const hour = 3_600_000

/** A double tap, with other keys or the same. */
const twinOf = (
  writer: Transaction<VaultTables>,
  twin: { person: string; path: string; kind: string; since: number },
): Promise<{ receipt: string } | undefined> =>
  writer
    .selectFrom('report')
    .select('receipt')
    .where('person', '=', twin.person)
    .where('path', '=', twin.path)
    .where('kind', '=', twin.kind)
    .where('created_at', '>', twin.since)
    .orderBy('created_at')
    .executeTakeFirst()

type Addressee = Pick<NewNotice, 'organisation' | 'roles'>

/** Verified ones only: anybody may register as a regulator. */
const regulatorsAndOperator = async ({ readModel }: Deps): Promise<{ id: string; type: string }[]> =>
  readModel
    .selectFrom('organisation')
    .select(['id', 'type'])
    .where('type', 'in', ['regulator', 'operator'])
    .where('level', '=', 'verified')
    .execute()

const addressees = async (at: Deps, brand: string | undefined): Promise<Addressee[]> => {
  const others = await regulatorsAndOperator(at)
  const regulators = others.filter(({ type }) => type === 'regulator').map(({ id }) => ({ organisation: id }))
  const operators = others.filter(({ type }) => type === 'operator')
  const answering: Addressee[] =
    brand === undefined
      ? operators.map(({ id }) => ({ organisation: id, roles: ['operator'] }))
      : [{ organisation: brand, roles: ['trader', 'administrator'] }]
  return [...answering, ...regulators]
}

/** Gives the receipt number, that of the first one for the same person, code and kind within an hour. */
export const keepReport = async ({ at, path, fault, goods }: ReportedGoods, report: NewReport): Promise<string> => {
  const { kind, text, contact = null, place = null, city = null } = report
  const person = await personOf(at, path, report.visitor)
  const told = await addressees(at, goods?.batch.organisation)
  const receipt = receiptOfRandom(at.signer.random(receiptBytes))
  const now = at.clock()
  return at.vault.transaction().execute(async (writer) => {
    const twin = person === undefined ? undefined : await twinOf(writer, { person, path, kind, since: now - hour })
    if (twin !== undefined) return twin.receipt
    await writer
      .insertInto('report')
      .values({
        ...{ receipt, channel: at.channel, path, path_fault: fault ?? null, kind, text, contact, place, city },
        ...{ batch: goods?.batch.id ?? '', organisation: goods?.batch.organisation ?? '', person: person ?? null },
        ...{ created_at: now, state: 'open', answer: null, answered_by: null, answered_at: null },
      })
      .execute()
    const notice = occasion(goods, { kind, receipt, at: now })
    for (const one of told) await writer.executeQuery(noticeQuery(at, { ...one, ...notice }))
    return receipt
  })
}

/** Nothing that the reporter wrote. */
const occasion = (
  goods: ReportedGoods['goods'] | undefined,
  { kind, receipt, at }: { kind: ReportKind; receipt: string; at: number },
): Omit<NewNotice, 'organisation' | 'roles'> => ({
  kind: 'report_received',
  ref: `report:${receipt}`,
  level: 'caution',
  subject: receipt,
  values: { kind, productName: goods?.product.name ?? '', lot: goods?.batch.lot ?? '' },
  at,
})
