// The three that are compared: jsQR alone, zxing-wasm alone, and the chain of the H5 page.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readBarcodes } from 'zxing-wasm/reader'
import { createChain } from '@ectrace/miniapp/src/platform/decoding/chain.ts'
import { jsqrLimits } from '@ectrace/miniapp/src/platform/decoding/jsqr-limits.ts'
import { readWithJsqr } from '@ectrace/miniapp/src/platform/decoding/jsqr-reader.ts'
import { loadZxing } from '@ectrace/miniapp/src/platform/decoding/zxing-reader.ts'
import { median } from '../measure/figures.ts'
import type { Picture } from './pictures.ts'
import type { Outcome, ReaderName, Reading } from './report.ts'

export const readerNames: readonly ReaderName[] = ['jsqr', 'zxing', 'chain']

type Read = (picture: Picture['pixels']) => Promise<string[]>

/** The WebAssembly that the build copies for the page. */
const wasm = (): ArrayBuffer => {
  const file = readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')))
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)
}

/** Of the thread that decodes: what others do on this machine does not count. */
const spentMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

const longMs = 100

const judge = async (read: Read, { texts, pixels }: Picture, runs: number): Promise<Reading> => {
  const [times, processor]: [number[], number[]] = [[], []]
  let found: string[] = []
  for (let run = 0; run < runs; run++) {
    const [started, before] = [performance.now(), spentMs()]
    found = await read(pixels)
    times.push(performance.now() - started)
    processor.push(spentMs() - before)
    // Seconds over one picture say enough the first time.
    if ((processor[0] ?? 0) > longMs) break
  }
  return {
    found: texts.every((text) => found.includes(text)),
    wrong: found.some((text) => !texts.includes(text)),
    ms: median(times),
    processorMs: median(processor),
  }
}

/** What jsQR finds after its limit comes too late, as on the page, which ends its worker then. */
const jsqrInTime: Read = (pixels) => {
  const started = spentMs()
  const texts = readWithJsqr(pixels)
  return Promise.resolve(spentMs() - started < jsqrLimits.still ? texts : [])
}

export const openReaders = async (): Promise<{ read: (picture: Picture, runs: number) => Promise<Outcome> }> => {
  const chain = createChain(await loadZxing({ wasmBinary: wasm() }))
  const reads: Record<ReaderName, Read> = {
    jsqr: (pixels) => Promise.resolve(readWithJsqr(pixels)),
    zxing: async (pixels) => {
      const results = await readBarcodes(pixels as Parameters<typeof readBarcodes>[0])
      return results.filter(({ isValid }) => isValid).map(({ text }) => text)
    },
    chain: async (pixels) => {
      const texts = await chain(pixels, 'still')
      return texts.length > 0 ? texts : jsqrInTime(pixels)
    },
  }
  return {
    read: async (picture, runs) => ({
      kind: picture.kind,
      jsqr: await judge(reads.jsqr, picture, runs),
      zxing: await judge(reads.zxing, picture, runs),
      chain: await judge(reads.chain, picture, runs),
    }),
  }
}
