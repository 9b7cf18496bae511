// zxing-cpp in WebAssembly as a reader of QR codes. The same file runs in the page's worker and in the bench.
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import type { ReaderOptions } from 'zxing-wasm/reader'
import type { Pixels } from './pixels.ts'

/** `inverted`: also looks for bright codes on dark. `closed`: also tries with small gaps closed. Both cost about as much again. */
export type ReadOptions = { inverted: boolean; closed: boolean; global?: boolean }

export type ZxingReader = (picture: Pixels, options: ReadOptions) => Promise<string[]>

/** A shelf of cartons at most; more in one picture is noise. */
const mostCodes = 16

/** Where the WebAssembly is: without it the library asks a public CDN. */
export type WasmPlace = { locateFile: () => string } | { wasmBinary: ArrayBuffer }

export const loadZxing = async (place: WasmPlace): Promise<ZxingReader> => {
  await prepareZXingModule({ overrides: place, fireImmediately: true })
  return async (picture, { inverted, closed, global = false }) => {
    const options: ReaderOptions = {
      formats: ['QRCode'],
      tryHarder: true,
      // QR codes are found however they are turned; this is for codes of bars.
      tryRotate: false,
      tryInvert: inverted,
      tryDownscale: true,
      tryDenoise: closed,
      binarizer: global ? 'GlobalHistogram' : 'LocalAverage',
      maxNumberOfSymbols: mostCodes,
    }
    // The library reads data, width and height; its type asks for the browser's class.
    const results = await readBarcodes(picture as Parameters<typeof readBarcodes>[0], options)
    return results.filter((result) => result.isValid && result.text !== '').map((result) => result.text)
  }
}
