// Turns a request for labels into a job: checks who asks, the range, the format's limit and that everything fits, before a byte is made.
import type { z } from 'zod'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { requests } from '@ectrace/shared/schema/requests'
import { codesOfSet } from '../codes/set-codes.ts'
import { mustRead, readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { qrSymbol } from '../printing/qr-symbol.ts'
import { planLabel, planSheet } from './label-design.ts'
import type { LabelFacts, LabelJob } from './label-job.ts'

export type LabelQuery = z.output<typeof requests.labelQuery>

/** Labels in one file: what a printer, a spreadsheet or an archive reader still takes. More of them are other files of other ranges. */
export const mostLabels: Readonly<Record<LabelQuery['format'], number>> = {
  pdf: 50_000,
  zpl: 200_000,
  svg: 50_000,
  csv: 1_000_000,
  xlsx: 1_000_000,
}

const checkRange = async (deps: Deps, batch: string, { set, from, count, format }: LabelQuery): Promise<void> => {
  const minted = (await readState(deps, keys.codes(batch)))?.sets.find((one) => one.set === set)
  if (minted === undefined) throw fault('NOT_FOUND', 'set', 'code.minted', String(set))
  if (from >= minted.count) throw fault('VALIDATION_FAILED', 'from', 'range.in-set', String(minted.count))
  if (from + count > minted.count) throw fault('VALIDATION_FAILED', 'count', 'range.in-set', String(minted.count))
  const most = mostLabels[format]
  if (count > most) throw fault('VALIDATION_FAILED', 'count', `max.${String(most)}-of-${format}`, String(count))
}

const factsOf = async (deps: Deps, organisation: string, id: string): Promise<LabelFacts> => {
  const batch = await mustRead(deps, keys.batch(id), 'batch')
  if (batch.organisation !== organisation) throw fault('WRONG_ORGANISATION', 'batch', 'own')
  const { name, specification } = await mustRead(deps, keys.product(batch.product), 'product')
  const { lot, producedOn, expiresOn } = batch
  return { product: name, specification, lot, producedOn, expiresOn }
}

/** On one label at least: codes of a set are of one length, so their symbols are of one size. */
const modulesOf = (link: string): { M: number; Q: number } => ({
  M: qrSymbol(link, 'M').modules,
  Q: qrSymbol(link, 'Q').modules,
})

/**
 * For the maker of the batch. Throws WRONG_ORGANISATION, NOT_FOUND, or VALIDATION_FAILED naming the field: a range outside of the set,
 * more labels than the format takes, labels that do not fit the paper, codes or lines that do not fit the label.
 */
export const planLabels = async (
  deps: Deps,
  organisation: string,
  batch: string,
  query: LabelQuery,
): Promise<LabelJob> => {
  const { set, from, count, format, text: texts, paper, width, height, columns, rows, gapX, gapY } = query
  const facts = await factsOf(deps, organisation, batch)
  await checkRange(deps, batch, query)
  const { publicUrl } = deps.config
  const job = { language: query.language ?? 'zh', facts, set, from, count, publicUrl }
  if (format === 'csv' || format === 'xlsx') return { ...job, format }
  const [first = ''] = await codesOfSet(deps, { batch, set, from, count: 1 })
  const dpi = Number(query.dpi)
  const modules = modulesOf(publicUrl + first)
  const design = planLabel({ width, height, texts, modules, dpi: format === 'zpl' ? dpi : undefined })
  const sheet = planSheet({ paper: format === 'pdf' ? paper : 'roll', width, height, columns, rows, gapX, gapY })
  return { ...job, format, texts, design, sheet, dpi }
}
