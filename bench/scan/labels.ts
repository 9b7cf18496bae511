// The labels before the lens: real links of the platform as QR codes of several lengths, printed with lines of text beside them.
import QRCode from 'qrcode'
import type { Random } from '@ectrace/bff/test/seeded-random'
import { encodeBase32 } from '@ectrace/shared/codes/base32'
import { gs1CheckDigit } from '@ectrace/shared/codes/gs1'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import type { CodeParts } from '@ectrace/shared/codes/trace-code'

/** One printed code: dark modules of a square, row by row, without its quiet zone. */
export type PrintedCode = { text: string; side: number; dark: Uint8Array }

const hosts = ['https://t.example.cn', 'https://trace.example.com', 'https://zhuisu.food-safety.example.com.cn']

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, (_, at) => String(random.between(at === 0 ? 1 : 0, 9))).join('')

const checked = (body: string): string => body + gs1CheckDigit(body)

const serial = (random: Random): string => encodeBase32(Array.from({ length: 25 }, () => random.between(0, 15)))

const partsOf = (random: Random): CodeParts => {
  const gtin = { scheme: 'gtin' as const, product: checked(digits(random, 13)) }
  const lot = `L${digits(random, random.between(4, 11))}`
  const kinds: readonly (() => CodeParts)[] = [
    () => ({ kind: 'trade', trade: serial(random) }),
    () => ({ kind: 'logistics', sscc: checked(digits(random, 17)) }),
    () => ({ kind: 'batch', ...gtin, lot }),
    () => ({ kind: 'item', ...gtin, lot, serial: serial(random) }),
    () => ({ kind: 'item', scheme: 'own', product: `YL-${digits(random, 6)}`, lot, serial: serial(random) }),
  ]
  return (kinds[random.between(0, kinds.length - 1)] ?? kinds[0])?.() ?? { kind: 'trade', trade: serial(random) }
}

const levels = ['L', 'M', 'M', 'Q'] as const

export const printCode = (random: Random): PrintedCode => {
  const text = (hosts[random.between(0, hosts.length - 1)] ?? '') + formatCode(partsOf(random))
  const { modules } = QRCode.create(text, {
    errorCorrectionLevel: levels[random.between(0, levels.length - 1)] ?? 'M',
  })
  return { text, side: modules.size, dark: Uint8Array.from(modules.data) }
}

/** Reflectance of ink and paper, 0 to 1. */
export type Print = { ink: number; paper: number }

/** How much light the label sends back at a place, in modules from the upper left of its code; undefined beside the label. */
export type Label = (u: number, v: number) => number | undefined

export type LabelStyle = Print & { quiet: number; /** Seed of the text lines. */ lines: number }

const hashed = (a: number, b: number): number => {
  let h = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
}

/** Words as the eye sees them from afar: short bars of uneven length, three lines below the code. */
const inkOfText = (u: number, v: number, seed: number): boolean => {
  const line = Math.floor(v / 3)
  if (v - line * 3 > 1.6 || u < 0) return false
  return hashed(Math.floor(u * 1.7) + seed, line) > 0.45
}

export const labelOf = (code: PrintedCode, { ink, paper, quiet, lines }: LabelStyle): Label => {
  const { side, dark } = code
  const below = side + quiet + 9
  const onCode = (u: number, v: number): boolean => u >= 0 && v >= 0 && u < side && v < side
  const inked = (u: number, v: number): boolean => {
    if (onCode(u, v)) return dark[Math.floor(v) * side + Math.floor(u)] === 1
    return v >= side + quiet && u < side && inkOfText(u, v - side - quiet, lines)
  }
  return (u, v) => {
    if (u < -quiet || v < -quiet || u >= side + quiet || v >= below) return undefined
    return inked(u, v) ? ink : paper
  }
}

/** Smooth unevenness of what the label sticks on, -1 to 1, one value a pixel: spots of `grain` pixels. */
export const texture = (width: number, height: number, seed: number, grain: number): Float32Array => {
  const out = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const [iy, fy] = [Math.floor(y / grain), (y % grain) / grain]
    let [left, right] = [0, 0]
    for (let x = 0; x < width; x++) {
      const [ix, within] = [Math.floor(x / grain), x % grain]
      if (within === 0) {
        left = hashed(ix + seed, iy) * (1 - fy) + hashed(ix + seed, iy + 1) * fy
        right = hashed(ix + 1 + seed, iy) * (1 - fy) + hashed(ix + 1 + seed, iy + 1) * fy
      }
      out[y * width + x] = 2 * (left + ((right - left) * within) / grain) - 1
    }
  }
  return out
}
