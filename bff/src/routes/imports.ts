// Tables that people send: read and checked, shown with what is wrong in which row, then written as one transaction.
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ImportKind } from '@ectrace/shared/api/file-views'
import { AppError, fault } from '@ectrace/shared/errors'
import { importKinds } from '@ectrace/shared/schema/code-requests'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { Streamed } from '../http/answer.ts'
import { route, uploadRoute } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { checkTable } from '../imports/check-table.ts'
import {
  findImport,
  importId,
  importView,
  keepImport,
  mustFindImport,
  noteTransaction,
} from '../imports/kept-imports.ts'
import { inRowsOfFile, planImport } from '../imports/plan-import.ts'
import { templateOf } from '../imports/template.ts'
import { tableBytes, tableTypes } from '../tables/table.ts'

/** What browsers call such files; which it is, its bytes say. */
const types = [
  'text/csv',
  'text/plain',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  // Windows with a spreadsheet installed says that of CSV.
  'application/vnd.ms-excel',
  'application/octet-stream',
]
const mostBytes = 8 * 1024 * 1024

const kindOf = (text: string): ImportKind => {
  const kind = importKinds.find((one) => one === text)
  if (kind === undefined) throw new AppError('NOT_FOUND', { details: { kind: text } })
  return kind
}

const cursorOf = (after = '0'): number => {
  const start = Number(after)
  if (!Number.isSafeInteger(start) || start < 0) throw fault('VALIDATION_FAILED', 'after', 'cursor', after)
  return start
}

export const registerImportRoutes = (api: Api): void => {
  const { deps } = api

  uploadRoute(api, endpoints.addImport, { types, limit: mostBytes }, async (call) => {
    const { principal, body, language } = call
    const kind = kindOf(call.params.kind)
    const id = importId(principal, { route: `${call.route} ${kind}`, key: call.key })
    const digest = createHash('sha256').update(body.bytes).digest('hex')
    const known = await findImport(deps, principal, id)
    if (known === undefined) {
      const table = await deps.tables.read(body.bytes)
      const checked = await checkTable(kind, table, { deps, principal, id })
      await keepImport(deps, principal, { id, kind, fileName: body.name, digest, checked })
    }
    const kept = await mustFindImport(deps, principal, id)
    if (kept.digest !== digest)
      throw new AppError('IDEMPOTENCY_MISMATCH', { details: { first: kept.digest, second: digest } })
    return importView(deps, kept, language)
  })

  route(api, endpoints.importView, null, async ({ params, principal, language }) =>
    importView(deps, await mustFindImport(deps, principal, params.id), language),
  )

  route(api, endpoints.importRows, requests.importRowQuery, async ({ params, principal, query, asOf }) => {
    const { rows } = await mustFindImport(deps, principal, params.id)
    const { only, limit, after } = query
    const wanted = rows.filter(({ faults }) => only === undefined || faults.length > 0 === (only === 'bad'))
    const start = cursorOf(after)
    const next = start + limit
    return {
      items: wanted.slice(start, next),
      total: wanted.length,
      asOf,
      ...(next < wanted.length ? { next: String(next) } : {}),
    }
  })

  route(api, endpoints.commitImport, requests.commitImport, async (call) => {
    const kept = await mustFindImport(deps, call.principal, call.params.id)
    try {
      const answer = await actFor(deps, call, () => planImport(deps, kept, call.body.mode))
      await noteTransaction(deps, kept.id, answer.data.transaction)
      return answer
    } catch (error) {
      throw await inRowsOfFile(deps, kept, error)
    }
  })

  route(api, endpoints.importTemplate, requests.templateQuery, ({ params, query, language: accepted }) => {
    const kind = kindOf(params.kind)
    const { format, language = accepted } = query
    const bytes = tableBytes(format, templateOf(kind, language))
    return Promise.resolve(
      new Streamed(tableTypes[format], `${kind}-template.${format}`, Readable.from(bytes), { shown: 'attachment' }),
    )
  })
}
