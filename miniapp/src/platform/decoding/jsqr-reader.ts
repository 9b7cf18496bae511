// jsQR as a reader of QR codes: finds some that zxing does not, but may take seconds over noise, so it never runs where a frame waits.
import jsqr from 'jsqr'
import type { Pixels } from './pixels.ts'

type Jsqr = (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null

// A CommonJS module: bundlers hand over its default export, Node the module that holds it.
const held = jsqr as unknown as Jsqr | { default: Jsqr }
const read: Jsqr = typeof held === 'function' ? held : held.default

/** One code at most; dark on bright and bright on dark. */
export const readWithJsqr = ({ data, width, height }: Pixels): string[] => {
  const found = read(data, width, height)
  return found && found.data !== '' ? [found.data] : []
}
