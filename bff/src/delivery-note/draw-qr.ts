// A QR code as vectors: runs of dark modules, so that no scaling blurs an edge.
import QRCode from 'qrcode'
import type { Doc } from './pen.ts'

/** Modules of white that ISO/IEC 18004 asks for around a symbol. */
const quietZone = 4

/** Draws `text` in a square of `side` points, quiet zone included. */
export const drawQr = (doc: Doc, text: string, x: number, y: number, side: number): void => {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const module = side / (modules.size + 2 * quietZone)
  const isDark = (row: number, column: number): boolean =>
    column < modules.size && modules.data[row * modules.size + column] === 1
  doc.rect(x, y, side, side).fill('#ffffff')
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (!isDark(row, column)) continue
      const start = column
      while (isDark(row, column + 1)) column += 1
      const [left, top] = [x + (start + quietZone) * module, y + (row + quietZone) * module]
      doc.rect(left, top, (column + 1 - start) * module, module)
    }
  }
  doc.fill('#000000')
}
