// Decodes QR codes off the main thread: zxing in WebAssembly, and jsQR where that is missing or a still picture beat it.
import type { ReaderOptions } from 'zxing-wasm/reader'
import type { DecodeAnswer, DecodeRequest } from './decode-message'

type Engine = (image: ImageData, thorough: boolean) => Promise<string[]>
type Scope = {
  onmessage: ((event: MessageEvent<DecodeRequest>) => void) | null
  postMessage: (answer: DecodeAnswer) => void
}

const scope = globalThis as unknown as Scope

const loadZxing = async (): Promise<Engine> => {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader')
  // Without this the library asks a public CDN for its WebAssembly.
  await prepareZXingModule({ overrides: { locateFile: () => '/static/wasm/zxing_reader.wasm' }, fireImmediately: true })
  return async (image, thorough) => {
    const options: ReaderOptions = {
      formats: ['QRCode'],
      tryHarder: thorough,
      tryDownscale: true,
      maxNumberOfSymbols: 4,
    }
    const results = await readBarcodes(image, options)
    return results.filter((result) => result.isValid).map((result) => result.text)
  }
}

const loadJsqr = async (): Promise<Engine> => {
  const { default: jsQR } = await import('jsqr')
  return (image, thorough) => {
    const found = jsQR(image.data, image.width, image.height, {
      inversionAttempts: thorough ? 'attemptBoth' : 'dontInvert',
    })
    return Promise.resolve(found ? [found.data] : [])
  }
}

const zxing = loadZxing().catch(() => undefined)
let jsqr: Promise<Engine> | undefined

const decode = async (image: ImageData, thorough: boolean): Promise<string[]> => {
  const first = await zxing
  const texts = first ? await first(image, thorough) : []
  if (texts.length > 0 || (first && !thorough)) return texts
  jsqr ??= loadJsqr()
  return (await jsqr)(image, thorough)
}

scope.onmessage = ({ data: { id, width, height, pixels, thorough } }) => {
  const image = new ImageData(new Uint8ClampedArray(pixels), width, height)
  decode(image, thorough).then(
    (texts) => {
      scope.postMessage({ id, texts })
    },
    () => {
      scope.postMessage({ id, texts: [] })
    },
  )
}
