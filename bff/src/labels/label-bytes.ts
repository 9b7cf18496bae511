// The file of a labels job in its format, in pieces, made as its codes come.
import { printFonts } from '../printing/fonts.ts'
import type { TakeCodes } from '../printing/print-lane.ts'
import { inPieces } from '../tables/pieces.ts'
import { tableBytes } from '../tables/table.ts'
import type { Row } from '../tables/table.ts'
import { zipBytes } from '../tables/zip.ts'
import type { ZipFile } from '../tables/zip.ts'
import type { DrawnJob, Label, LabelJob, ListJob } from './label-job.ts'
import { labelOf } from './label-job.ts'
import { labelLines } from './label-lines.ts'
import { labelWords } from './label-words.ts'
import { openOutlines } from './outlines.ts'
import { pdfSheets } from './pdf-sheet.ts'
import { svgLabels } from './svg-label.ts'
import { zplLabels } from './zpl.ts'

/** Codes asked for at a time. */
const atOnce = 1_000

async function* labelsOf(job: LabelJob, take: TakeCodes): AsyncGenerator<Label> {
  for (let at = 0; at < job.count; at += atOnce) {
    const paths = await take(at, Math.min(atOnce, job.count - at))
    for (const [i, path] of paths.entries()) yield labelOf(job, path, at + i)
  }
}

async function* rowsOf({ facts, set }: ListJob, labels: AsyncIterable<Label>): AsyncGenerator<Row> {
  const { lot, product, specification, producedOn, expiresOn } = facts
  for await (const { number, link, serial } of labels)
    yield [number, set, number - 1, link, serial, lot, product, specification, producedOn, expiresOn]
}

const listBytes = (job: ListJob, labels: AsyncIterable<Label>): AsyncGenerator<Uint8Array> => {
  const { sheet, columns } = labelWords(job.language)
  return tableBytes(job.format, { sheet, columns, rows: rowsOf(job, labels) })
}

/** One file a code, named by its number and its serial. */
async function* svgFiles(labels: AsyncIterable<Label>, draw: (label: Label) => string): AsyncGenerator<ZipFile> {
  for await (const label of labels) {
    const name = `${String(label.number).padStart(7, '0')}-${label.serial}.svg`
    yield { name, bytes: Buffer.from(draw(label)) }
  }
}

/** Serials are of one length: the lines of this label are those of all. */
const sample: Label = { link: '', serial: '0'.repeat(20), number: 1 }

async function* drawnBytes(job: DrawnJob, labels: AsyncIterable<Label>): AsyncGenerator<Uint8Array> {
  const fonts = await printFonts()
  const outlines = openOutlines(fonts)
  const lines = labelLines(job, sample, outlines.measure)
  if (job.format === 'pdf') yield* pdfSheets(job, labels, lines, fonts, outlines)
  else if (job.format === 'zpl') yield* inPieces(zplLabels(job, labels, lines, outlines))
  else yield* zipBytes(svgFiles(labels, svgLabels(job, lines, outlines)))
}

export const labelBytes = (job: LabelJob, take: TakeCodes): AsyncGenerator<Uint8Array> => {
  const labels = labelsOf(job, take)
  return 'design' in job ? drawnBytes(job, labels) : listBytes(job, labels)
}
