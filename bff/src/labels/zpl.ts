// Labels for printers that speak ZPL II: the code and the lines as pictures, so that every printer, whatever fonts it has, prints the same.
import sharp from 'sharp'
import { qrSymbol, quietZone } from '../printing/qr-symbol.ts'
import type { Label, DrawnJob } from './label-job.ts'
import type { Line } from './label-lines.ts'
import { startOf } from './label-lines.ts'
import type { Outlines } from './outlines.ts'
import { linesElement } from './svg-label.ts'
import { graphicOf } from './zpl-graphic.ts'
import type { Bitmap } from './zpl-graphic.ts'

/** What all labels say alike is sent once, under this name in the printer's memory. */
const alikeName = 'R:ECTEXT.GRF'
const inch = 25.4

const linesBitmap = async (
  lines: readonly Line[],
  job: DrawnJob,
  label: Label,
  outlines: Outlines,
): Promise<Bitmap> => {
  const { width, height } = job.design
  const dots = (mm: number): number => Math.ceil((mm * job.dpi) / inch)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(dots(width))}" height="${String(dots(height))}" viewBox="0 0 ${String(width)} ${String(height)}" preserveAspectRatio="none"><path fill="#fff" d="M0 0h${String(width)}v${String(height)}H0z"/>${linesElement(lines, label, outlines)}</svg>`
  const { data, info } = await sharp(Buffer.from(svg)).greyscale().raw().toBuffer({ resolveWithObject: true })
  const rows = Array.from({ length: info.height }, (_none, y) =>
    Array.from({ length: info.width }, (_nothing, x) => (data[(y * info.width + x) * info.channels] ?? 255) < 128),
  )
  return { width: info.width, rows }
}

/** Each module as `scale` dots square, without the quiet zone. */
const codeBitmap = (link: string, job: DrawnJob, scale: number): Bitmap => {
  const { modules, rects } = qrSymbol(link, job.design.qr.level)
  const cells = Array.from({ length: modules }, () => new Array<boolean>(modules * scale).fill(false))
  for (const [x, y, width, height] of rects)
    for (let row = y; row < y + height; row += 1) cells[row]?.fill(true, x * scale, (x + width) * scale)
  return { width: modules * scale, rows: cells.flatMap((row) => new Array<boolean[]>(scale).fill(row)) }
}

/** The text of a ZPL file, label by label. Serials and numbers are set in the printer's own letters, which every one has. */
export async function* zplLabels(
  job: DrawnJob,
  labels: AsyncIterable<Label>,
  lines: readonly Line[],
  outlines: Outlines,
): AsyncGenerator<string> {
  const { design, dpi } = job
  const dots = (mm: number): number => Math.round((mm * dpi) / inch)
  const scale = dots(design.qr.side / (design.qr.modules + 2 * quietZone))
  const [left, top] = [dots(design.qr.x) + quietZone * scale, dots(design.qr.y) + quietZone * scale]
  const [fixed, own] = [lines.filter((line) => line.fixed), lines.filter((line) => !line.fixed)]
  const ownText = (line: Line, label: Label): string => {
    const text = line.text(label)
    const size = dots((line.size * inch) / 72)
    return `^FT${String(dots(startOf(line, text, outlines.measure)))},${String(dots(line.baseline))}^A0N,${String(size)},${String(size)}^FD${text}^FS\n`
  }
  const codeField = (link: string): string => {
    const { bytes, bytesPerRow, data } = graphicOf(codeBitmap(link, job, scale))
    return `^FO${String(left)},${String(top)}^GFA,${String(bytes)},${String(bytes)},${String(bytesPerRow)},${data}^FS\n`
  }
  let isFirst = true
  for await (const label of labels) {
    if (isFirst && fixed.length > 0) {
      const { bytes, bytesPerRow, data } = graphicOf(await linesBitmap(fixed, job, label, outlines))
      yield `~DG${alikeName},${String(bytes)},${String(bytesPerRow)},${data}\n`
    }
    isFirst = false
    const alike = fixed.length === 0 ? '' : `^FO0,0^XG${alikeName},1,1^FS\n`
    yield `^XA^CI28^LH0,0^PW${String(dots(design.width))}^LL${String(dots(design.height))}\n${codeField(label.link)}${alike}${own.map((line) => ownText(line, label)).join('')}^XZ\n`
  }
  if (fixed.length > 0) yield `^XA^ID${alikeName}^FS^XZ\n`
}
