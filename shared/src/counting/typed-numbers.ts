// Typed numbers of several devices on one line: each device's own part is kept, and all parts are added up.
import { add, compare, parseQuantity, subtract, type Quantity } from '../domain/decimal.ts'
import { AppError } from '../errors.ts'
import type { CountAct } from './operation.ts'

type Enter = Extract<CountAct, { kind: 'enter' }>

/** What one device typed last for one field: the newest is the last of a list. */
export type Typed = Pick<Enter, 'field' | 'text' | 'beside'> & { device: string; by: string }

/** The text as a quantity; undefined when it is not one yet. */
export const quantityOf = (text: string): Quantity | undefined => {
  try {
    return parseQuantity(text, 'quantity')
  } catch (cause) {
    if (cause instanceof AppError) return undefined
    throw cause
  }
}

/** Never negative: what is more than there was takes it all away. */
export const lessOr0 = (from: Quantity, by: Quantity): Quantity => (compare(from, by) <= 0 ? '0' : subtract(from, by))

/** More than can be written; it is no quantity, so that the line is marked and nothing is sent. */
const tooMuch = '>999999999999'

const total = (scanned: readonly Quantity[], typed: readonly Typed[]): Quantity => {
  let plus = scanned.reduce(add, '0')
  let minus: Quantity = '0'
  for (const { text, beside } of typed) {
    const number = quantityOf(text) ?? beside
    plus = add(plus, lessOr0(number, beside))
    // Who types less than was there takes away: from the sum, not from what others typed.
    minus = add(minus, lessOr0(beside, number))
  }
  return lessOr0(plus, minus)
}

/**
 * What a field shows: the sum of what was scanned and of what each device typed. The newest text is shown as it is while it is no
 * number yet, and where it says the same as the sum (`5.0`); an older one that was never finished counts nothing.
 */
export const fieldText = (scanned: readonly Quantity[], typed: readonly Typed[]): string => {
  const newest = typed[typed.length - 1]?.text
  const number = newest === undefined ? undefined : quantityOf(newest)
  if (newest !== undefined && number === undefined) return newest
  try {
    const sum = total(scanned, typed)
    return newest !== undefined && number === sum ? newest : sum
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'INVALID_QUANTITY') return tooMuch
    throw cause
  }
}

/** How much of what a field shows is not this device's own: what `beside` says of the next number that is typed. */
export const besideOf = (scanned: readonly Quantity[], typed: readonly Typed[], device: string): Quantity =>
  quantityOf(
    fieldText(
      scanned,
      typed.filter((one) => one.device !== device && quantityOf(one.text) !== undefined),
    ),
  ) ?? '0'
