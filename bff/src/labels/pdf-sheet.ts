// Labels as a PDF, page by page: what is drawn is handed on before the next page is begun.
import type { Readable } from 'node:stream'
import PDFDocument from 'pdfkit'
import type { PrintFonts } from '../printing/fonts.ts'
import { drawQr } from '../printing/draw-qr.ts'
import type { Label, DrawnJob } from './label-job.ts'
import { mmOfPoint, startOf } from './label-lines.ts'
import type { Line } from './label-lines.ts'
import type { Outlines } from './outlines.ts'

type Doc = InstanceType<typeof PDFDocument>

const points = (mm: number): number => mm / mmOfPoint
const ink = '#16181d'
const chunkLength = 65_536

const drawLabel = (
  doc: Doc,
  job: DrawnJob,
  lines: readonly Line[],
  label: Label,
  at: { x: number; y: number },
  { measure }: Outlines,
): void => {
  const { qr } = job.design
  drawQr(doc, label.link, points(at.x + qr.x), points(at.y + qr.y), points(qr.side), qr.level)
  for (const line of lines) {
    const text = line.text(label)
    const x = points(at.x + startOf(line, text, measure))
    doc.font(line.bold ? 'bold' : 'regular').fontSize(line.size)
    doc.text(text, x, points(at.y + line.baseline), { lineBreak: false, baseline: 'alphabetic' })
  }
}

/** What has been drawn so far, if it is worth a message. */
const drawn = (doc: Doc, least: number): Uint8Array | undefined => {
  const { readableLength } = doc as unknown as Readable
  return readableLength >= least ? (((doc as unknown as Readable).read() as Buffer | null) ?? undefined) : undefined
}

export async function* pdfSheets(
  job: DrawnJob,
  labels: AsyncIterable<Label>,
  lines: readonly Line[],
  { regular, bold }: PrintFonts,
  outlines: Outlines,
): AsyncGenerator<Uint8Array> {
  const { sheet, facts, language } = job
  const info = { Title: `${facts.product} ${facts.lot}`, Creator: 'EC Trace' }
  const size: [number, number] = [points(sheet.page.width), points(sheet.page.height)]
  const doc = new PDFDocument({ autoFirstPage: false, margin: 0, size, lang: language, info })
  doc.registerFont('regular', regular)
  doc.registerFont('bold', bold)
  const perPage = sheet.columns * sheet.rows
  let place = 0
  for await (const label of labels) {
    if (place === 0) {
      const chunk = drawn(doc, chunkLength)
      if (chunk !== undefined) yield chunk
      doc.addPage({ size, margin: 0 }).fillColor(ink)
    }
    const at = {
      x: sheet.left + (place % sheet.columns) * sheet.stepX,
      y: sheet.top + Math.floor(place / sheet.columns) * sheet.stepY,
    }
    drawLabel(doc, job, lines, label, at, outlines)
    place = (place + 1) % perPage
  }
  doc.end()
  yield* doc as unknown as AsyncIterable<Uint8Array>
}
