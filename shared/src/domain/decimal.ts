// Exact decimal quantities as strings: up to 12 integer digits and 6 decimals, never negative, no BigInt (old WeChat on iOS lacks it).

import { fault } from '../errors.ts'

/** A plain decimal, canonical when it has no trailing zeros: `0`, `12`, `0.5`, `100.002`. */
export type Quantity = string

/** Most decimals that any quantity may have. */
export const maxDecimals = 6

const million = 1_000_000
const integerLimit = 1_000_000_000_000
const grammar = /^(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?$/

/** Integer part (< 10^12) and millionths (< 10^6): both stay safe integers through every sum below. */
type Parts = readonly [integer: number, millionths: number]

const brokenRule = (text: string, decimals: number): string | undefined => {
  const shape = /^([0-9]+)(?:\.([0-9]+))?$/.exec(text)
  const integer = shape?.[1]
  if (shape === null || integer === undefined) return 'plain-decimal'
  if (integer.length > 1 && integer.startsWith('0')) return 'no-leading-zero'
  if (integer.length > 12) return 'at-most-12-integer-digits'
  const fraction = shape[2] ?? ''
  const significant = fraction.replace(/0+$/, '')
  if (decimals === 0 && significant !== '') return 'whole-units-only'
  if (fraction.length > maxDecimals || significant.length > decimals) return `at-most-${String(decimals)}-decimals`
  return undefined
}

const toParts = (text: Quantity): Parts => {
  if (!grammar.test(text)) throw fault('INVALID_QUANTITY', 'quantity', 'plain-decimal', text)
  const dot = text.indexOf('.')
  if (dot < 0) return [Number(text), 0]
  return [Number(text.slice(0, dot)), Number(text.slice(dot + 1).padEnd(maxDecimals, '0'))]
}

const toText = (integer: number, millionths: number): Quantity => {
  if (integer >= integerLimit) throw fault('INVALID_QUANTITY', 'quantity', 'at-most-12-integer-digits', String(integer))
  if (millionths === 0) return String(integer)
  const fraction = String(millionths).padStart(maxDecimals, '0').replace(/0+$/, '')
  return `${String(integer)}.${fraction}`
}

/**
 * Reads what a person or a program sent as a quantity and returns its canonical form (`5.0` becomes `5`).
 * `decimals` is what the unit of measure allows (0 for counted units, at most 6).
 * Throws INVALID_QUANTITY naming the field and the broken rule; `1e3`, `-1`, `+1`, `１０`, `01`, `.5`, `1.` are all refused.
 */
export const parseQuantity = (text: unknown, field: string, options: { decimals?: number } = {}): Quantity => {
  if (typeof text !== 'string') throw fault('INVALID_QUANTITY', field, 'text')
  const rule = brokenRule(text, Math.min(options.decimals ?? maxDecimals, maxDecimals))
  if (rule !== undefined) throw fault('INVALID_QUANTITY', field, rule, text.slice(0, 40))
  return toText(...toParts(text))
}

/** a + b. Throws INVALID_QUANTITY when the sum needs more than 12 integer digits. */
export const add = (a: Quantity, b: Quantity): Quantity => {
  const [ai, af] = toParts(a)
  const [bi, bf] = toParts(b)
  const carry = af + bf >= million ? 1 : 0
  return toText(ai + bi + carry, af + bf - carry * million)
}

/** Order of two quantities by value: -1, 0 or 1. */
export const compare = (a: Quantity, b: Quantity): -1 | 0 | 1 => {
  const [ai, af] = toParts(a)
  const [bi, bf] = toParts(b)
  if (ai !== bi) return ai < bi ? -1 : 1
  if (af !== bf) return af < bf ? -1 : 1
  return 0
}

/** a - b. Throws INVALID_QUANTITY (`not-negative`) when b is larger: nothing here is ever owed silently. */
export const subtract = (a: Quantity, b: Quantity): Quantity => {
  if (compare(a, b) < 0) throw fault('INVALID_QUANTITY', 'quantity', 'not-negative', `${a} - ${b}`)
  const [ai, af] = toParts(a)
  const [bi, bf] = toParts(b)
  const borrow = af < bf ? 1 : 0
  return toText(ai - bi - borrow, af - bf + borrow * million)
}

/** True for `0`, `0.0` and the like. */
export const isZero = (a: Quantity): boolean => compare(a, '0') === 0

/** Sum of a list; `0` for none. */
export const sum = (list: readonly Quantity[]): Quantity => list.reduce(add, '0')

/** Limbs of base 10^6, smallest first: millionths, units, millions. */
const toLimbs = (text: Quantity): readonly [number, number, number] => {
  const [integer, millionths] = toParts(text)
  return [millionths, integer % million, Math.floor(integer / million)]
}

/**
 * a × b, exactly (packing ratios). Throws INVALID_QUANTITY when the product has more than 6 decimals or 12 integer
 * digits: a quantity is never rounded.
 */
export const multiply = (a: Quantity, b: Quantity): Quantity => {
  const product: number[] = [0, 0, 0, 0, 0, 0]
  toLimbs(a).forEach((x, i) => {
    toLimbs(b).forEach((y, j) => {
      product[i + j] = (product[i + j] ?? 0) + x * y
    })
  })
  for (let i = 0; i < 5; i += 1) {
    const carry = Math.floor((product[i] ?? 0) / million)
    product[i] = (product[i] ?? 0) % million
    product[i + 1] = (product[i + 1] ?? 0) + carry
  }
  const [beyond = 0, millionths = 0, units = 0, millions = 0, ...above] = product
  if (beyond !== 0)
    throw fault('INVALID_QUANTITY', 'quantity', `at-most-${String(maxDecimals)}-decimals`, `${a} × ${b}`)
  if (above.some((limb) => limb !== 0))
    throw fault('INVALID_QUANTITY', 'quantity', 'at-most-12-integer-digits', `${a} × ${b}`)
  return toText(millions * million + units, millionths)
}
