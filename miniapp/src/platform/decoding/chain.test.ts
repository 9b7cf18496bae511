// What chain.ts promises, with the real readers on real codes.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, test } from '@jest/globals'
import QRCode from 'qrcode'
import { createChain, type Chain } from './chain'
import { readWithJsqr } from './jsqr-reader'
import { deeperPasses } from './passes'
import { pixelsOfGray, type Pixels } from './pixels'
import { loadZxing } from './zxing-reader'

const text = 'https://trace.example/s/t/0123456789ABCDEFGHJK'
const paper = { dark: 20, bright: 230 }

/** Codes of `module` pixels a module side by side on a wide sheet. */
const sheet = (texts: readonly string[], tones = paper, module = 5): Pixels => {
  const codes = texts.map((one) => QRCode.create(one, { errorCorrectionLevel: 'M' }).modules)
  const side = (codes[0]?.size ?? 0) + 8
  const [width, height] = [side * module * codes.length, side * module]
  const data = new Uint8ClampedArray(width * height).map((_, at) => {
    const [x, y] = [Math.floor((at % width) / module), Math.floor(at / width / module)]
    const code = codes[Math.floor(x / side)]
    const [u, v] = [(x % side) - 4, y - 4]
    const inside = code !== undefined && u >= 0 && v >= 0 && u < code.size && v < code.size
    return inside && code.get(v, u) ? tones.dark : tones.bright
  })
  return pixelsOfGray({ data, width, height })
}

const inverted = { dark: 230, bright: 20 }

let chain: Chain
beforeAll(async () => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
  chain = createChain(await loadZxing({ wasmBinary: Uint8Array.from(wasm).buffer }))
})

describe('the chain of readers', () => {
  test('reads every code of a picture at the first look', async () => {
    const other = text.replace('0123', '4567')
    expect((await chain(sheet([text, other]), 0)).toSorted()).toEqual([text, other].toSorted())
  })
  test('reads bright on dark: a still picture at once, a camera within one round of looks', async () => {
    expect(await chain(sheet([text], inverted), 'still')).toEqual([text])
    const round = await Promise.all(deeperPasses.map((_, turn) => chain(sheet([text], inverted), turn)))
    expect(round.filter((texts) => texts.includes(text)).length).toBeGreaterThan(0)
    expect(round.filter((texts) => texts.length === 0).length).toBeGreaterThan(0)
  })
  test('reads what is nearly as bright as its paper', async () => {
    expect(await chain(sheet([text], { dark: 120, bright: 132 }), 'still')).toEqual([text])
  })
  test('finds nothing where there is nothing', async () => {
    expect(await chain(sheet([text], { dark: 128, bright: 128 }), 'still')).toEqual([])
  })
})

test('jsQR reads the same pictures, dark and bright', () => {
  expect(readWithJsqr(sheet([text]))).toEqual([text])
  expect(readWithJsqr(sheet([text], inverted))).toEqual([text])
})
