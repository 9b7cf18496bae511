// A QR code as an SVG data address. Bytes go in, never a string: WeChat has no TextEncoder.
import { utf8Encode } from '@ectrace/shared/proof/bytes'
import { create } from 'qrcode/lib/core/qrcode.js'

type Segment = { data: Uint8ClampedArray; mode: 'byte' } | { data: string; mode: 'alphanumeric' }

const bytesOf = (text: string): Segment => ({ data: new Uint8ClampedArray(utf8Encode(text)), mode: 'byte' })

/** The tail of our links is upper-case alphanumeric, which takes 5.5 bits a character in place of 8 (ISO/IEC 18004 §7.3.4). */
export const segmentsOf = (text: string): Segment[] => {
  const tail = /[0-9A-Z $%*+\-./:]*$/.exec(text)?.[0] ?? ''
  if (tail.length < 8) return [bytesOf(text)]
  const head = text.slice(0, text.length - tail.length)
  const rest: Segment = { data: tail, mode: 'alphanumeric' }
  return head === '' ? [rest] : [bytesOf(head), rest]
}

/** Quiet zone of four modules on each side (ISO/IEC 18004 §9.1). */
const quiet = 4

/** `data:image/svg+xml,…`, black on white whatever the theme: scanners need the contrast. */
export const qrSvg = (text: string): string => {
  const { modules } = create(segmentsOf(text), { errorCorrectionLevel: 'M' })
  const side = modules.size + 2 * quiet
  let path = ''
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (modules.get(row, column) !== 0) path += `M${column + quiet} ${row + quiet}h1v1h-1z`
    }
  }
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${side} ${side}' shape-rendering='crispEdges'><path fill='#fff' d='M0 0h${side}v${side}H0z'/><path d='${path}'/></svg>`
  return `data:image/svg+xml,${svg.replace(/#/g, '%23').replace(/</g, '%3C').replace(/>/g, '%3E')}`
}
