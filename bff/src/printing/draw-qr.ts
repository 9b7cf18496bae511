// Draws a QR code on a page of a PDF, all of its rectangles as one path.
import type PDFDocument from 'pdfkit'
import { qrSymbol, quietZone } from './qr-symbol.ts'
import type { QrLevel } from './qr-symbol.ts'

type Doc = InstanceType<typeof PDFDocument>

/** Points to a hundred-thousandth: a whole page of modules adds up to less than a dot. */
const figure = (value: number): string => String(Number(value.toFixed(5)))

/** Draws `text` in a square of `side` points at its upper left corner, quiet zone included. */
export const drawQr = (doc: Doc, text: string, x: number, y: number, side: number, level: QrLevel = 'M'): void => {
  const { modules, rects } = qrSymbol(text, level)
  const module = side / (modules + 2 * quietZone)
  const [left, top] = [x + quietZone * module, y + quietZone * module]
  const path = rects.map(([column, row, width, height]) => `${column} ${row} ${width} ${height} re`).join('\n')
  // In modules: whole numbers are short and exact.
  doc.addContent(
    `q 1 g ${figure(x)} ${figure(y)} ${figure(side)} ${figure(side)} re f 0 g ${figure(module)} 0 0 ${figure(module)} ${figure(left)} ${figure(top)} cm\n${path}\nf Q`,
  )
}
