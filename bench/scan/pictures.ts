// The pictures of `pnpm bench scan`, kind by kind: what hands, light and wear do to a label, from easy to beyond reading. Knows no decoder.
import { seededRandom } from '@ectrace/bff/test/seeded-random'
import type { Random } from '@ectrace/bff/test/seeded-random'
import { labelOf, printCode, texture } from './labels.ts'
import { defocus, expose, move } from './lens.ts'
import type { Pixels, Sensor } from './lens.ts'
import { frame, place, relight } from './scene.ts'
import type { Light, Placing } from './scene.ts'
import { dirty, torn } from './wear.ts'
import type { Wear } from './wear.ts'

export type Picture = { kind: Kind; texts: readonly string[]; pixels: Pixels }

/** How one picture is made; each kind changes what makes it that kind and leaves the rest as a calm hand has it. */
type Plan = {
  codes: number
  /** Pixels of a module. */
  module: (random: Random) => number
  inverted: boolean
  wear: Wear
  pose: (random: Random) => Partial<Placing>
  /** On the printed scene, before the lens. */
  light: (light: Light, middle: Placing, random: Random) => void
  lens: (light: Light, random: Random) => Light
  sensor: (random: Random) => Partial<Sensor>
}

const within = (random: Random, least: number, most: number): number => least + random.next() * (most - least)
const either = (random: Random, least: number, most: number): number =>
  within(random, least, most) * (random.chance(0.5) ? 1 : -1)

const calm: Plan = {
  codes: 1,
  module: (random) => within(random, 4.5, 11),
  inverted: false,
  wear: (label) => label,
  pose: () => ({}),
  light: () => undefined,
  lens: (light) => light,
  sensor: () => ({}),
}

/** A lamp in the foil: a burnt-out spot with a soft edge over part of the code. */
const glare = (light: Light, { x, y, side, module }: Placing, random: Random): void => {
  const size = side * module
  const [gx, gy] = [x + within(random, -0.5, 0.5) * size, y + within(random, -0.5, 0.5) * size]
  const [rx, ry] = [within(random, 0.15, 0.5) * size, within(random, 0.08, 0.3) * size]
  const power = within(random, 0.5, 1.6)
  relight(light, (before, px, py) => before + power * Math.exp(-(((px - gx) / rx) ** 2 + ((py - gy) / ry) ** 2)))
}

/** The edge of a shadow across the code. */
const shadow = (light: Light, { x, y }: Placing, random: Random): void => {
  const angle = within(random, 0, Math.PI)
  const [nx, ny, depth, soft] = [Math.cos(angle), Math.sin(angle), within(random, 0.1, 0.35), within(random, 2, 40)]
  relight(
    light,
    (before, px, py) => before * (depth + (1 - depth) / (1 + Math.exp(-((px - x) * nx + (py - y) * ny) / soft))),
  )
}

const plans = {
  plain: {},
  blur: { module: (random) => within(random, 4, 9), lens: (light, random) => defocus(light, within(random, 2, 7)) },
  motion: {
    module: (random) => within(random, 4, 9),
    lens: (light, random) => move(light, within(random, 4, 16), within(random, 0, Math.PI)),
  },
  noise: { module: (random) => within(random, 3, 7), sensor: (random) => ({ noise: within(random, 0.08, 0.3) }) },
  tilt: { pose: (random) => ({ turn: within(random, 0, 2 * Math.PI) }) },
  perspective: {
    pose: (random) => ({
      ...{ turn: either(random, 0, 0.5), yaw: either(random, 0.3, 1.1), pitch: either(random, 0.1, 0.8) },
    }),
  },
  glare: { light: glare, sensor: () => ({ haze: 0.04 }) },
  shadow: { light: shadow },
  'low light': {
    module: (random) => within(random, 3.5, 8),
    sensor: (random) => ({ exposure: within(random, 0.01, 0.08), noise: within(random, 0.02, 0.1) }),
    lens: (light, random) => defocus(light, within(random, 1, 2)),
  },
  'low contrast': {
    sensor: (random) => ({ haze: within(random, 0.4, 0.85), noise: within(random, 0.01, 0.03) }),
  },
  dirt: { wear: dirty },
  torn: { wear: torn },
  small: {
    module: (random) => within(random, 1.4, 3),
    lens: (light, random) => defocus(light, within(random, 0.5, 1)),
  },
  inverted: { inverted: true },
  curved: {
    pose: (random) => ({
      turn: either(random, 0, 0.3),
      bottle: within(random, 0.8, 2.5),
      pitch: either(random, 0, 0.4),
    }),
  },
  several: { codes: 3, module: (random) => within(random, 3, 5.5) },
  mixed: {
    module: (random) => within(random, 2.5, 6),
    pose: (random) => ({
      turn: within(random, 0, 2 * Math.PI),
      yaw: either(random, 0, 0.7),
      pitch: either(random, 0, 0.5),
    }),
    light: (light, middle, random) => {
      if (random.chance(0.5)) shadow(light, middle, random)
      if (random.chance(0.3)) glare(light, middle, random)
    },
    lens: (light, random) => defocus(light, within(random, 1, 3)),
    sensor: (random) => ({
      exposure: within(random, 0.1, 1),
      noise: within(random, 0.02, 0.08),
      haze: within(random, 0, 0.2),
    }),
  },
} satisfies Record<string, Partial<Plan>>

export type Kind = keyof typeof plans

export const kinds = Object.keys(plans) as readonly Kind[]

/** Cardboard, a shelf, a table: uneven, with coarse and fine grain. */
const background = (random: Random): Light => {
  const [base, depth, seed] = [within(random, 0.15, 0.6), within(random, 0.05, 0.4), random.between(0, 1e6)]
  const coarse = texture(frame.width, frame.height, seed, 90)
  const small = texture(frame.width, frame.height, seed + 7, 9)
  return coarse.map((value, at) => base * (1 + depth * value + 0.5 * depth * (small[at] ?? 0)))
}

/** Where the middle of each code lies: one near the middle of the picture, several side by side. */
const middles = (count: number, random: Random): readonly (readonly [number, number])[] =>
  Array.from({ length: count }, (_, at) => [
    ((at + 0.5) / count) * frame.width + either(random, 0, count === 1 ? 120 : 20),
    frame.height / 2 + either(random, 0, 60),
  ])

const placingOf = (plan: Plan, [x, y]: readonly [number, number], random: Random): Placing & { text: string } => {
  const code = printCode(random)
  const [dark, bright] = [within(random, 0.03, 0.08), within(random, 0.7, 0.95)]
  const print = plan.inverted ? { ink: bright, paper: dark } : { ink: dark, paper: bright }
  const fresh = labelOf(code, { ...print, quiet: random.between(2, 5), lines: random.between(0, 1e6) })
  const label = plan.wear(fresh, code.side, random)
  const pose = { turn: either(random, 0, 0.1), yaw: either(random, 0, 0.12), pitch: either(random, 0, 0.12) }
  const most = (0.86 * frame.height) / code.side
  const module = Math.min(plan.module(random), most)
  return { text: code.text, label, side: code.side, module, x, y, ...pose, ...plan.pose(random) }
}

const make = (kind: Kind, seed: number): Picture => {
  const random = seededRandom(seed)
  const plan: Plan = { ...calm, ...plans[kind] }
  const light = background(random)
  const placed = middles(plan.codes, random).map((middle) => placingOf(plan, middle, random))
  for (const one of placed) place(light, one)
  const [first] = placed
  if (first) plan.light(light, first, random)
  const lamp = either(random, 0, 0.25)
  relight(light, (before, x) => before * (1 + lamp * (x / frame.width - 0.5)))
  // No lens is perfect: every picture is a little soft.
  const seen = plan.lens(defocus(light, 0.5 + random.next() * 0.5), random)
  const sensor: Sensor = { exposure: 1, noise: within(random, 0.005, 0.02), haze: 0.02, ...plan.sensor(random) }
  return { kind, texts: placed.map(({ text }) => text), pixels: expose(seen, sensor, random) }
}

/** The pictures of a kind, made one at a time: each takes 4 MB. The same seed makes the same ones. */
export function* picturesOf(kind: Kind, count: number, seed: number): Generator<Picture> {
  const start = seed * 1_000_003 + kinds.indexOf(kind) * 10_007
  for (let index = 0; index < count; index++) yield make(kind, start + index * 101)
}
