// Strict checks of untrusted structures by hand, because the code that phones run carries no schema library.
import { fault, type AppError } from '../errors.ts'
import { isInstant } from './instant.ts'

const refuse = (path: string, rule: string): AppError => fault('VALIDATION_FAILED', path, rule)

/** `operations.0` and `args` -> `operations.0.args`. */
export const below = (path: string, name: string | number): string => (path === '' ? `${name}` : `${path}.${name}`)

const namesOf = (value: unknown, path: string, most: number): string[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse(path, 'object')
  const names = Object.keys(value)
  if (names.length > most) throw refuse(path, `at most ${most} members`)
  return names
}

/** The own members of a JSON object. */
export const membersOf = (value: unknown, path: string, most: number): Map<string, unknown> => {
  namesOf(value, path, most)
  return new Map(Object.entries(value as object))
}

/** Members by name, undefined where there is none. */
export type Members = { get: (name: string) => unknown; has: (name: string) => boolean }

/** The members of an object that has all of `required`, perhaps some of `optional`, and nothing else. */
export const exactly = (
  value: unknown,
  path: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Members => {
  const names = namesOf(value, path, required.length + optional.length)
  const object = value as Readonly<Record<string, unknown>>
  const has = (name: string): boolean => Object.prototype.hasOwnProperty.call(object, name)
  const missing = required.find((name) => !has(name))
  if (missing !== undefined) throw refuse(below(path, missing), 'required')
  // As many as are required, and all of those: then there is no other.
  const unknown =
    names.length > required.length && names.some((name) => !required.includes(name) && !optional.includes(name))
  if (unknown) throw refuse(path, 'no other members')
  return { get: (name) => (has(name) ? object[name] : undefined), has }
}

/** A string of the given form; `rule` says the form in words. */
export const text = (value: unknown, path: string, form: RegExp, rule: string): string => {
  if (typeof value !== 'string' || !form.test(value)) throw refuse(path, rule)
  return value
}

/** Lower-case hexadecimal of exactly `bytes` bytes. */
export const hex = (value: unknown, path: string, bytes: number): string => {
  if (typeof value !== 'string' || value.length !== 2 * bytes || !/^[0-9a-f]*$/.test(value))
    throw refuse(path, `${2 * bytes} lower-case hexadecimal characters`)
  return value
}

/** An integer from `least` to `most`, at most 2^53-1. */
export const whole = (value: unknown, path: string, least: number, most: number = Number.MAX_SAFE_INTEGER): number => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most)
    throw refuse(path, `integer from ${least} to ${most}`)
  return value
}

/** One of a few literals. */
export const oneOf = <T extends string | number>(value: unknown, path: string, allowed: readonly T[]): T => {
  const found = allowed.find((literal) => literal === value)
  if (found === undefined) throw refuse(path, `one of ${allowed.join(', ')}`)
  return found
}

/** An instant in UTC with milliseconds. */
export const instant = (value: unknown, path: string): string => {
  if (typeof value !== 'string' || !isInstant(value)) throw refuse(path, 'YYYY-MM-DDTHH:mm:ss.sssZ')
  return value
}

/** An array of `least` to `most` items. */
export const list = (value: unknown, path: string, least: number, most: number): readonly unknown[] => {
  if (!Array.isArray(value) || value.length < least || value.length > most)
    throw refuse(path, `${least} to ${most} items`)
  return value
}
