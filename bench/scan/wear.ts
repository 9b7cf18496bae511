// What happens to a printed label before anybody scans it: specks, scratches, a piece torn off.
import type { Random } from '@ectrace/bff/test/seeded-random'
import type { Label } from './labels.ts'

/** `side`: modules of the code. */
export type Wear = (label: Label, side: number, random: Random) => Label

type Spot = { u: number; v: number; r: number; tone: number }
type Scratch = { u: number; v: number; nu: number; nv: number; half: number }

export const dirty: Wear = (label, side, random) => {
  const spots: readonly Spot[] = Array.from({ length: random.between(2, 10) }, () => ({
    u: random.next() * side,
    v: random.next() * side,
    r: 0.3 + random.next() ** 3 * side * 0.07,
    tone: random.chance(0.6) ? 0.1 : 0.7,
  }))
  const scratches: readonly Scratch[] = Array.from({ length: random.between(0, 2) }, () => {
    const angle = random.next() * Math.PI
    const across = { nu: Math.cos(angle), nv: Math.sin(angle) }
    return { u: random.next() * side, v: random.next() * side, ...across, half: 0.1 + random.next() * 0.25 }
  })
  return (u, v) => {
    const clean = label(u, v)
    if (clean === undefined) return undefined
    if (scratches.some((one) => Math.abs((u - one.u) * one.nu + (v - one.v) * one.nv) < one.half)) return 0.75
    return spots.find((one) => (u - one.u) ** 2 + (v - one.v) ** 2 < one.r ** 2)?.tone ?? clean
  }
}

/** Up to an eighth of the code is gone, at an edge or a corner; what is under the label shows. */
export const torn: Wear = (label, side, random) => {
  const angle = random.next() * 2 * Math.PI
  const [nu, nv] = [Math.cos(angle), Math.sin(angle)]
  const edge = (Math.abs(nu) + Math.abs(nv)) * (side / 2)
  const kept = edge - (0.02 + random.next() * 0.1) * side
  const [wave, height] = [0.3 + random.next(), 0.02 * side]
  return (u, v) => {
    const [du, dv] = [u - side / 2, v - side / 2]
    const along = dv * nu - du * nv
    return du * nu + dv * nv > kept + height * Math.sin(along * wave) ? undefined : label(u, v)
  }
}
