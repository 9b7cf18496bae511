// Labels of minted codes as files, sent while they are made; who took which is kept.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { requests } from '@ectrace/shared/schema/requests'
import type { Readable } from 'node:stream'
import { codesOfSet } from '../codes/set-codes.ts'
import type { Deps, Principal } from '../deps.ts'
import { Streamed } from '../http/answer.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import type { LabelJob } from '../labels/label-job.ts'
import { labelWords } from '../labels/label-words.ts'
import { planLabels } from '../labels/plan-labels.ts'
import type { LabelQuery } from '../labels/plan-labels.ts'
import { tableTypes } from '../tables/table.ts'

const types = {
  pdf: ['application/pdf', 'pdf'],
  zpl: ['text/plain; charset=utf-8', 'zpl'],
  svg: ['application/zip', 'zip'],
  csv: [tableTypes.csv, 'csv'],
  xlsx: [tableTypes.xlsx, 'xlsx'],
} as const satisfies Record<LabelQuery['format'], readonly [type: string, ending: string]>

/** Product, lot and the numbers of the first and the last label. */
const nameOf = ({ facts, from, count, language, format }: LabelJob): string => {
  const numbers = `${String(from + 1)}-${String(from + count)}`
  const { lot, product } = facts
  return `${labelWords(language).sheet}-${Array.from(product).slice(0, 30).join('')}-${lot}-${numbers}.${types[format][1]}`
}

const keepTaken = async (
  { vault, clock }: Deps,
  { user, organisation }: Principal,
  batch: string,
  { set, from, count, format }: LabelQuery,
): Promise<void> => {
  const taken = { at: clock(), user, organisation, action: 'codes.labels', target: batch, code: null }
  const details = JSON.stringify({ set, from, count, format })
  await vault
    .insertInto('audit')
    .values({ ...taken, details })
    .execute()
}

/** A file that cannot be kept account of is not handed out. */
const accounted = async (file: Readable, keep: Promise<void>): Promise<void> => {
  try {
    await keep
  } catch (error) {
    file.destroy()
    throw error
  }
}

export const registerLabelRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.labels, requests.labelQuery, async ({ params, query, principal }) => {
    const { id: batch } = params
    const job = await planLabels(deps, principal.organisation, batch, query)
    const { set, from } = query
    const file = await deps.printer.print({ kind: 'labels', ...job }, (at, count) =>
      codesOfSet(deps, { batch, set, from: from + at, count }),
    )
    await accounted(file, keepTaken(deps, principal, batch, query))
    return new Streamed(types[job.format][0], nameOf(job), file, { shown: 'attachment' })
  })
}
