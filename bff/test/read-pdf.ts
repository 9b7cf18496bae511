// For tests of printed notes and labels: the text of a PDF page by page, and a page as pixels.
import { createRequire } from 'node:module'
import path from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import jsQR from 'jsqr'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

const folder = path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))

/** What stands on a page at one place. `x` and `right` in points from the left edge. */
export type Piece = { text: string; x: number; y: number; right: number }
export type PdfPage = { pieces: Piece[]; text: string }

/** A page as this canvas sees it: the package's own types speak of a browser's. */
type Drawable = { render: (on: Record<'canvas' | 'canvasContext' | 'viewport', unknown>) => { promise: Promise<void> } }

const open = (bytes: Uint8Array) =>
  getDocument({
    data: new Uint8Array(bytes),
    cMapUrl: `${path.join(folder, 'cmaps')}/`,
    cMapPacked: true,
    standardFontDataUrl: `${path.join(folder, 'standard_fonts')}/`,
    verbosity: 0,
  }).promise

export const pdfPages = async (bytes: Uint8Array): Promise<PdfPage[]> => {
  const pdf = await open(bytes)
  const pages: PdfPage[] = []
  for (let n = 1; n <= pdf.numPages; n += 1) {
    const { items } = await (await pdf.getPage(n)).getTextContent()
    const pieces = items.flatMap((item): Piece[] => {
      if (!('str' in item) || item.str.trim() === '') return []
      const [, , , , x, y] = item.transform as number[]
      return [{ text: item.str, x: x ?? 0, y: y ?? 0, right: (x ?? 0) + item.width }]
    })
    pages.push({ pieces, text: pieces.map(({ text }) => text).join('\n') })
  }
  return pages
}

const draw = async (bytes: Uint8Array, n: number, scale: number) => {
  const page = await (await open(bytes)).getPage(n)
  const viewport = page.getViewport({ scale })
  const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height))
  const context = canvas.getContext('2d')
  await (page as unknown as Drawable).render({ canvas: null, canvasContext: context, viewport }).promise
  return { canvas, context }
}

/** A page as a PNG. */
export const pdfPicture = async (bytes: Uint8Array, page: number, scale: number): Promise<Uint8Array> =>
  (await draw(bytes, page, scale)).canvas.toBuffer('image/png')

/** What the QR code in the upper right quarter of a page says. */
export const pdfQr = async (bytes: Uint8Array, page: number): Promise<string | undefined> => {
  const { canvas, context } = await draw(bytes, page, 3)
  const [width, height] = [Math.floor(canvas.width / 2), Math.floor(canvas.height / 4)]
  const { data } = context.getImageData(canvas.width - width, 0, width, height)
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data
}
