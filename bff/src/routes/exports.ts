// Tables of all that an organisation has: written while they are read, whole or broken off, never short.
import { Readable } from 'node:stream'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { AppError, fault } from '@ectrace/shared/errors'
import { exportKinds } from '@ectrace/shared/schema/code-requests'
import { requests } from '@ectrace/shared/schema/requests'
import { exportBatches, exportPlaces, exportProducts, exportTrades } from '../exports/export-goods.ts'
import { exportReports, exportScans } from '../exports/export-scans.ts'
import { exportCodes, exportReceipts, exportRetirements, exportStock } from '../exports/export-stock.ts'
import type { MakeExport } from '../exports/export-table.ts'
import { exportTitles } from '../exports/export-words.ts'
import { Streamed } from '../http/answer.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { tableBytes, tableTypes } from '../tables/table.ts'

type ExportKind = (typeof exportKinds)[number]

const exports: Record<ExportKind, MakeExport> = {
  products: exportProducts,
  places: exportPlaces,
  batches: exportBatches,
  trades: exportTrades,
  stock: exportStock,
  codes: exportCodes,
  scans: exportScans,
  reports: exportReports,
  receipts: exportReceipts,
  retirements: exportRetirements,
}
/** Those that can be asked of one batch. */
const ofBatch: readonly ExportKind[] = ['batches', 'stock', 'codes', 'scans', 'reports', 'retirements']
/** Those that have no time of their own: what there is now. */
const ofNow: readonly ExportKind[] = ['stock', 'codes']

const kindOf = (text: string): ExportKind => {
  const kind = exportKinds.find((one) => one === text)
  if (kind === undefined) throw new AppError('NOT_FOUND', { details: { kind: text } })
  return kind
}

export const registerExportRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.exportTable, requests.exportQuery, async ({ params, query, principal, language: accepted }) => {
    const kind = kindOf(params.kind)
    const { format, language = accepted, batch, since } = query
    if (batch !== undefined && !ofBatch.includes(kind))
      throw fault('VALIDATION_FAILED', 'batch', 'export.not-of-a-batch')
    if (since !== undefined && ofNow.includes(kind)) throw fault('VALIDATION_FAILED', 'since', 'export.of-now')
    const { heads, rows, block } = await exports[kind]({ deps, principal, language, batch, since })
    const columns = heads.map((words) => ({ title: words[language], width: 18 }))
    const bytes = tableBytes(format, { sheet: exportTitles[kind][language], columns, rows })
    return new Streamed(tableTypes[format], `${kind}.${format}`, Readable.from(bytes), {
      shown: 'attachment',
      ...(block === undefined ? {} : { block }),
    })
  })
}
