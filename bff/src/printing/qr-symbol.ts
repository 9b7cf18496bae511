// A QR symbol as few dark rectangles: what is drawn into PDF and SVG, as vectors, so that no scaling blurs an edge.
import { encodeQR } from 'qr'

/** Modules of white that ISO/IEC 18004 asks for around a symbol. */
export const quietZone = 4

/** M stands 15 % of damage, Q 25 %, in a larger symbol. */
export type QrLevel = 'M' | 'Q'
/** Left, top, width, height in modules; without the quiet zone. */
export type QrRect = readonly [x: number, y: number, width: number, height: number]
export type QrSymbol = { modules: number; rects: QrRect[] }

const levels = { M: 'medium', Q: 'quartile' } as const

/** The library draws a border of one module at least. */
const border = 1

const sameRun = (row: readonly boolean[] | undefined, [x, , width]: QrRect): boolean =>
  row !== undefined &&
  row[x - 1] !== true &&
  row[x + width] !== true &&
  row.slice(x, x + width).every((isDark) => isDark)

const runsOf = (row: readonly boolean[], y: number): QrRect[] => {
  const runs: QrRect[] = []
  for (let x = 0; x < row.length; x += 1) {
    if (row[x] !== true) continue
    const start = x
    while (row[x + 1] === true) x += 1
    runs.push([start, y, x + 1 - start, 1])
  }
  return runs
}

/** Runs of dark modules; one that stands below the same run makes that one higher. */
export const qrSymbol = (text: string, level: QrLevel): QrSymbol => {
  const drawn = encodeQR(text, 'raw', { ecc: levels[level], border })
  const rows = drawn.slice(border, -border).map((row) => row.slice(border, -border))
  const rects: QrRect[] = []
  rows.forEach((row, y) => {
    for (const run of runsOf(row, y)) {
      if (sameRun(rows[y - 1], run)) continue
      const [x, , width] = run
      let height = 1
      while (sameRun(rows[y + height], run)) height += 1
      rects.push([x, y, width, height])
    }
  })
  return { modules: rows.length, rects }
}
