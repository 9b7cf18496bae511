// One label as an SVG file in its true size: the code as one path, texts as outlines, nothing that could run or be fetched.
import { qrSymbol, quietZone } from '../printing/qr-symbol.ts'
import type { Label, DrawnJob } from './label-job.ts'
import { startOf } from './label-lines.ts'
import type { Line } from './label-lines.ts'
import { outlineUnit } from './outlines.ts'
import type { Outlines } from './outlines.ts'

const figure = (value: number): string => String(Math.round(value * 100_000) / 100_000)

/** Outlines of some lines of a label, as path data. */
const linesPath = (lines: readonly Line[], label: Label, { measure, path }: Outlines): string =>
  lines
    .map((line) => {
      const text = line.text(label)
      return path(text, { ...line, x: startOf(line, text, measure) })
    })
    .join('')

/** The same as one element; empty when there are none. */
export const linesElement = (lines: readonly Line[], label: Label, outlines: Outlines): string =>
  lines.length === 0 ? '' : `<path transform="scale(${String(outlineUnit)})" d="${linesPath(lines, label, outlines)}"/>`

const codePath = (label: Label, { design: { qr } }: DrawnJob): string => {
  const { modules, rects } = qrSymbol(label.link, qr.level)
  const module = qr.side / (modules + 2 * quietZone)
  const data = rects.map(([x, y, width, height]) => `M${x} ${y}h${width}v${height}h-${width}z`).join('')
  const [left, top] = [qr.x + quietZone * module, qr.y + quietZone * module]
  return `<path transform="translate(${figure(left)} ${figure(top)}) scale(${figure(module)})" d="${data}"/>`
}

/** Draws labels of a job; what they say alike is outlined once. */
export const svgLabels = (job: DrawnJob, lines: readonly Line[], outlines: Outlines): ((label: Label) => string) => {
  const { width, height } = job.design
  const [fixed, own] = [lines.filter((line) => line.fixed), lines.filter((line) => !line.fixed)]
  let alike: string | undefined
  return (label) => {
    alike ??= linesElement(fixed, label, outlines)
    return [
      '<?xml version="1.0" encoding="UTF-8"?>\n',
      `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}mm" height="${String(height)}mm" viewBox="0 0 ${String(width)} ${String(height)}">`,
      `<path fill="#fff" d="M0 0h${String(width)}v${String(height)}H0z"/>`,
      codePath(label, job),
      alike,
      linesElement(own, label, outlines),
      '</svg>\n',
    ].join('')
  }
}
