// Pictures in ZPL: one bit a dot, in hexadecimal with the repeat counts of ZPL II (Zebra, ZPL II Programming Guide, "Alternative data compression").

/** Rows of 0 and 1, from the left. `width` in dots. */
export type Bitmap = { width: number; rows: readonly (readonly boolean[])[] }
export type Graphic = { bytes: number; bytesPerRow: number; data: string }

/** 20, 40 … 400 are g to z, 1 to 19 are G to Y; they add up. */
const countOf = (length: number): string => {
  if (length === 1) return ''
  if (length > 419) return countOf(419) + countOf(length - 419)
  const [scores, ones] = [Math.floor(length / 20), length % 20]
  return (scores === 0 ? '' : String.fromCharCode(102 + scores)) + (ones === 0 ? '' : String.fromCharCode(70 + ones))
}

const hexOf = (row: readonly boolean[], bytesPerRow: number): string => {
  let hex = ''
  for (let at = 0; at < bytesPerRow * 8; at += 4) {
    const digit = [0, 1, 2, 3].reduce((sum, bit) => sum * 2 + (row[at + bit] === true ? 1 : 0), 0)
    hex += digit.toString(16).toUpperCase()
  }
  return hex
}

/** `,` fills a row with white, a run of one digit is its count and the digit. */
const packed = (hex: string): string => {
  const whole = hex.replace(/0+$/, '')
  const runs = whole.replace(/(.)\1+/g, (run, digit: string) => (run.length < 3 ? run : countOf(run.length) + digit))
  return whole.length < hex.length ? `${runs},` : runs
}

/** `:` is the row above once more. */
export const graphicOf = ({ width, rows }: Bitmap): Graphic => {
  const bytesPerRow = Math.ceil(width / 8)
  let above: readonly boolean[] | undefined
  let data = ''
  for (const row of rows) {
    data += row === above ? ':' : packed(hexOf(row, bytesPerRow))
    above = row
  }
  return { bytes: bytesPerRow * rows.length, bytesPerRow, data }
}
