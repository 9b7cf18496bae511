// Canonical JSON (RFC 8785), narrowed to values that every implementation reads the same: what is hashed and signed goes through here.
import { fault, type AppError } from '../errors.ts'
import { isWellFormed, utf8Encode } from './bytes.ts'
import { below } from './shape.ts'

/** What JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Deepest nesting of arrays and objects: recursion stays bounded whatever comes in. */
export const maxDepth = 64

const refuse = (path: string, rule: string): AppError => fault('NOT_CANONICAL', path, rule)

const textOf = (text: string, path: string): string => {
  if (!isWellFormed(text)) throw refuse(path, 'lone surrogate')
  return JSON.stringify(text)
}

/** ECMAScript's shortest form (RFC 8785 §3.2.2.3); integers beyond 2^53-1 are refused because parsers round them (§3.2.4, appendix D). */
const numberOf = (value: number, path: string): string => {
  if (!Number.isFinite(value)) throw refuse(path, 'finite number')
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw refuse(path, 'integer within 2^53-1')
  return JSON.stringify(value)
}

const arrayOf = (values: readonly unknown[], path: string, depth: number): string => {
  // Array.from visits holes too: they read as undefined and are refused.
  const items = Array.from(values, (value, index) => write(value, below(path, index), depth))
  return `[${items.join(',')}]`
}

/** Plain = made by a literal, JSON.parse or Object.create(null), in this realm or another. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

const objectOf = (value: object, path: string, depth: number): string => {
  if (!isPlain(value)) throw refuse(path, 'plain object')
  if (Object.getOwnPropertySymbols(value).length > 0) throw refuse(path, 'no symbols')
  // Array.prototype.sort compares UTF-16 code units, as §3.2.3 demands.
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  const texts = members.map(([name, member]) => {
    const at = below(path, name)
    return `${textOf(name, at)}:${write(member, at, depth)}`
  })
  return `{${texts.join(',')}}`
}

const write = (value: unknown, path: string, depth: number): string => {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return textOf(value, path)
  if (typeof value === 'number') return numberOf(value, path)
  if (typeof value !== 'object') throw refuse(path, `no ${typeof value}`)
  if (depth === maxDepth) throw refuse(path, `at most ${maxDepth} levels`)
  return Array.isArray(value) ? arrayOf(value, path, depth + 1) : objectOf(value, path, depth + 1)
}

/**
 * The one text of `value` (RFC 8785). Throws NOT_CANONICAL with the path of the fault (`lines.0.quantity`) for undefined
 * (also as a property), NaN, infinities, integers beyond 2^53-1, lone surrogates, holes, class instances, functions, symbols,
 * bigint and more than 64 levels.
 */
export const canonical = (value: unknown): string => write(value, '', 0)

/** UTF-8 of the canonical text: the bytes that are hashed and signed. */
export const canonicalBytes = (value: unknown): Uint8Array => utf8Encode(canonical(value))
