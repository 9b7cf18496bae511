// Distance over the earth in whole metres, the same on every device: only + − × ÷ √, which IEEE 754 rounds in one way (Math.sin is left to engines).

/** Decimal degrees as the chain keeps them: `30.2741`, `-0.5`. */
export type Point = { latitude: string; longitude: string }

/** Mean radius R₁ of the earth in metres (IUGG 1980). */
const radius = 6_371_008.8
const pi = 3.141592653589793
const quarter = pi / 2

/** Of an angle within ±90°: Taylor's series, exact to the last digits there. */
const sine = (angle: number): number => {
  let term = angle
  let total = angle
  for (let n = 1; n < 15; n += 1) {
    term = (-term * angle * angle) / (2 * n * (2 * n + 1))
    total += term
  }
  return total
}

const cosine = (angle: number): number => sine(quarter - Math.abs(angle))

/** The angle from 0 to 90° whose sine is `value`: by Newton's steps, each of which doubles the digits, up to 45°. */
const arcSine = (value: number): number => {
  if (value > 0.7072) return quarter - 2 * arcSine(Math.sqrt((1 - value) / 2))
  let angle = value
  for (let step = 0; step < 5; step += 1) {
    const reached = sine(angle)
    angle += (value - reached) / Math.sqrt(1 - reached * reached)
  }
  return angle
}

const degrees = /^-?[0-9]{1,3}(?:\.[0-9]{1,6})?$/

/** Radians, or undefined for what is no angle within ±`most` degrees. */
const radians = (text: string, most: number): number | undefined => {
  const value = degrees.test(text) ? Number(text) : Number.NaN
  return Math.abs(value) <= most ? (value / 180) * pi : undefined
}

/** Great-circle distance (haversine), whole metres; undefined when a coordinate is none. */
export const metresBetween = (a: Point, b: Point): number | undefined => {
  const [fromLatitude, toLatitude] = [radians(a.latitude, 90), radians(b.latitude, 90)]
  const [fromLongitude, toLongitude] = [radians(a.longitude, 180), radians(b.longitude, 180)]
  if (fromLatitude === undefined || toLatitude === undefined) return undefined
  if (fromLongitude === undefined || toLongitude === undefined) return undefined
  const around = Math.abs(toLongitude - fromLongitude)
  const across = sine((around > pi ? 2 * pi - around : around) / 2)
  const up = sine((toLatitude - fromLatitude) / 2)
  const chord = up * up + cosine(fromLatitude) * cosine(toLatitude) * across * across
  return Math.round(2 * radius * arcSine(Math.sqrt(Math.min(1, chord))))
}
