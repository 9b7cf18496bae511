// Reports as those who hold the receipt number see them, and as the brand and regulators do.
import type { ReportStatus, ReportView } from '@ectrace/shared/api/scan-views'
import { instantFromMs } from '@ectrace/shared/domain/time'
import { isErrorCode } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Selectable } from 'kysely'
import { readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import type { ReportTable } from '../store/vault.ts'

export type ReportRow = Selectable<ReportTable>

/** For anybody with the receipt number: nothing that the reporter wrote. */
export const reportStatus = (row: ReportRow): ReportStatus => ({
  receipt: row.receipt,
  // Only `keepReport` writes it, from a parsed request.
  kind: row.kind as ReportStatus['kind'],
  at: instantFromMs(row.created_at, 0),
  state: row.state,
  ...(row.answer === null ? {} : { answer: row.answer }),
  ...(row.answered_at === null ? {} : { answeredAt: instantFromMs(row.answered_at, 0) }),
})

type Goods = Pick<ReportView, 'productName' | 'lot'>

const goodsOfBatch = async (deps: Deps, batch: string): Promise<Goods> => {
  const found = batch === '' ? undefined : await readState(deps, keys.batch(batch))
  const product = found === undefined ? undefined : await readState(deps, keys.product(found.product))
  return { productName: product?.name ?? '', lot: found?.lot ?? '' }
}

const whereGiven = <K extends string>(name: K, value: string | null): { [P in K]?: string } =>
  value === null ? {} : ({ [name]: value } as { [P in K]: string })

/** `contacts`: whether the reader may see how to reach who reported. */
export const reportView = async (deps: Deps, row: ReportRow, contacts: boolean): Promise<ReportView> => ({
  ...reportStatus(row),
  path: row.path,
  ...(isErrorCode(row.path_fault) ? { pathFault: row.path_fault } : {}),
  batch: row.batch,
  organisation: row.organisation,
  ...(await goodsOfBatch(deps, row.batch)),
  text: row.text,
  ...whereGiven('contact', contacts ? row.contact : null),
  ...whereGiven('place', row.place),
  ...whereGiven('city', row.city),
})
