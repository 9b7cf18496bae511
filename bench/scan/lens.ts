// What lens and sensor do to the light: out of focus, moved, noise, the camera's own curve, JPEG's rounding left out.
import { seededRandom } from '@ectrace/bff/test/seeded-random'
import type { Random } from '@ectrace/bff/test/seeded-random'
import { frame } from './scene.ts'
import type { Light } from './scene.ts'

export type Pixels = { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number }

/** Averages `taps` shifted copies: any blur is a sum of shifts. What leaves a row comes in on the next: edges do not matter here. */
const averageOf = (light: Light, taps: readonly (readonly [dx: number, dy: number])[]): Light => {
  const out = new Float32Array(light.length)
  for (const [dx, dy] of taps) {
    const shift = dy * frame.width + dx
    const end = Math.min(light.length, light.length - shift)
    for (let at = Math.max(0, -shift); at < end; at++) out[at] = (out[at] ?? 0) + (light[at + shift] ?? 0)
  }
  return out.map((sum) => sum / taps.length)
}

/** Running mean of 2 r + 1 pixels along rows (`step` 1) or columns; `r` whole. */
const boxBlur = (light: Light, r: number, along: 'row' | 'column'): Light => {
  const { width, height } = frame
  const [lines, length, step, jump] = along === 'row' ? [height, width, 1, width] : [width, height, width, 1]
  const out = new Float32Array(light.length)
  for (let line = 0; line < lines; line++) {
    const start = line * jump
    const at = (i: number): number => light[start + Math.min(length - 1, Math.max(0, i)) * step] ?? 0
    let sum = 0
    for (let i = -r; i <= r; i++) sum += at(i)
    for (let i = 0; i < length; i++) {
      out[start + i * step] = sum / (2 * r + 1)
      sum += at(i + r + 1) - at(i - r)
    }
  }
  return out
}

/** Out of focus: a disc of this radius in pixels, as a lens draws a point. */
export const defocus = (light: Light, radius: number): Light => {
  if (radius > 4) {
    const r = Math.round(radius / 2)
    return boxBlur(boxBlur(boxBlur(boxBlur(light, r, 'row'), r, 'column'), r, 'row'), r, 'column')
  }
  const taps: [number, number][] = []
  const reach = Math.ceil(radius)
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) if (dx * dx + dy * dy <= radius * radius) taps.push([dx, dy])
  return averageOf(light, taps)
}

/** Moved by `length` pixels in the direction `angle` while the shutter was open. */
export const move = (light: Light, length: number, angle: number): Light => {
  const steps = Math.max(2, Math.round(length))
  const at = (i: number): number => (i / (steps - 1) - 0.5) * length
  return averageOf(
    light,
    Array.from({ length: steps }, (_, i) => [Math.round(at(i) * Math.cos(angle)), Math.round(at(i) * Math.sin(angle))]),
  )
}

/** Nearly Gaussian, spread 1. */
const bell = (random: Random): number => (random.next() + random.next() + random.next() - 1.5) * 2

export type Sensor = {
  /** Of the light: below 1 it is dark. */
  exposure: number
  /** Spread of noise, of the whole range; twice as much in the light. */
  noise: number
  /** What the glass scatters over everything: takes contrast. */
  haze: number
}

/** A lamp's tint: red, green, blue. */
const tint = [1, 0.97, 0.9] as const

const noiseLength = 2 ** 18

/** Each row of pixels reads it from another place, so that no pattern repeats in sight. */
const table = Float32Array.from(
  { length: noiseLength },
  (
    (random) => () =>
      bell(random)
  )(seededRandom(1)),
)

/** The camera's curve in 4,096 steps of light up to 1. */
const steps = 4_095
const curve = Float32Array.from({ length: steps + 1 }, (_, at) => (at / steps) ** (1 / 2.2))

export const expose = (light: Light, { exposure, noise, haze }: Sensor, random: Random): Pixels => {
  const data = new Uint8ClampedArray(light.length * 4)
  for (let row = 0; row < frame.height; row++) {
    const start = random.between(0, noiseLength - 1)
    for (let x = 0; x < frame.width; x++) {
      const at = row * frame.width + x
      const seen = Math.min(1, haze + (1 - haze) * (light[at] ?? 0) * exposure)
      const grain = noise * (0.6 + seen) * (table[(start + x) % noiseLength] ?? 0)
      const value = 255 * ((curve[Math.floor(seen * steps)] ?? 0) + grain)
      for (let channel = 0; channel < 3; channel++) data[at * 4 + channel] = value * (tint[channel] ?? 1)
      data[at * 4 + 3] = 255
    }
  }
  return { data, width: frame.width, height: frame.height }
}
