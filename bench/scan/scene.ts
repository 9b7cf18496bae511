// Where labels lie in a picture: turned, tilted towards the lens, wrapped around a bottle; and what light falls on them.
import type { Label } from './labels.ts'

export const frame = { width: 1_280, height: 720 }

/** Light of each pixel, linear, 0 to 1 and above where it burns out. */
export type Light = Float32Array

export type Placing = {
  label: Label
  /** Modules of the code along one side. */
  side: number
  /** Pixels of one module where the label's middle is. */
  module: number
  /** The middle of the code, pixels. */
  x: number
  y: number
  /** Radians: in the picture's plane, and leaning away to the side and to the top. */
  turn: number
  yaw: number
  pitch: number
  /** Radius of the bottle in lengths of the code's side; undefined: flat. */
  bottle?: number
}

/** Distance of the lens in lengths of the code's side: near, so that a tilt shows as perspective. */
const distance = 3

type Place = readonly [u: number, v: number]

/** From a pixel back to the place on the label that it sees; undefined where it looks past it or past a bottle. */
const placeOf = (p: Placing): ((x: number, y: number) => Place | undefined) => {
  const [ct, st] = [Math.cos(p.turn), Math.sin(p.turn)]
  const [cy, sy, cp, sp] = [Math.cos(p.yaw), Math.sin(p.yaw), Math.cos(p.pitch), Math.sin(p.pitch)]
  const size = p.side * p.module
  return (x, y) => {
    const [dx, dy] = [(x - p.x) / size, (y - p.y) / size]
    const [a, b] = [dx * ct + dy * st, dy * ct - dx * st]
    // The ray (a, b, distance) meets the plane through (0, 0, distance) that leans by yaw and pitch.
    const along = (distance * cy * cp) / (a * sy * cp - b * sp + distance * cy * cp)
    if (!(along > 0)) return undefined
    const [px, py, pz] = [along * a, along * b, (along - 1) * distance]
    const [u, v] = [px * cy - pz * sy, px * sy * sp + py * cp + pz * cy * sp]
    if (p.bottle === undefined) return [(u + 0.5) * p.side, (v + 0.5) * p.side]
    if (Math.abs(u) >= p.bottle * 0.98) return undefined
    return [(Math.asin(u / p.bottle) * p.bottle + 0.5) * p.side, (v + 0.5) * p.side]
  }
}

/** Draws the label over what is there. */
export const place = (light: Light, placing: Placing): void => {
  const find = placeOf(placing)
  const reach = placing.side * placing.module * 1.2
  // Samples along each side of a pixel: many where a module is not much more than a pixel.
  const samples = placing.module < 3 ? 4 : 2
  const [left, right] = [Math.max(0, placing.x - reach), Math.min(frame.width, placing.x + reach)]
  const [top, low] = [Math.max(0, placing.y - reach), Math.min(frame.height, placing.y + reach)]
  for (let y = Math.floor(top); y < low; y++)
    for (let x = Math.floor(left); x < right; x++) {
      const at = y * frame.width + x
      const under = light[at] ?? 0
      let sum = 0
      for (let i = 0; i < samples * samples; i++) {
        const found = find(x + ((i % samples) + 0.5) / samples, y + (Math.floor(i / samples) + 0.5) / samples)
        sum += (found && placing.label(found[0], found[1])) ?? under
      }
      light[at] = sum / (samples * samples)
    }
}

/** Changes the light of each pixel by where it lies. */
export const relight = (light: Light, change: (before: number, x: number, y: number) => number): void => {
  let at = 0
  for (let y = 0; y < frame.height; y++)
    for (let x = 0; x < frame.width; x++) {
      light[at] = change(light[at] ?? 0, x, y)
      at++
    }
}
