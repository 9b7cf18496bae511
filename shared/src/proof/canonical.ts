// Canonical JSON (RFC 8785), narrowed to values that every implementation reads the same: what is hashed and signed goes through here.
import { fault, type AppError } from '../errors.ts'
import { isWellFormed, utf8Encode } from './bytes.ts'
import { below } from './shape.ts'

/** What JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Deepest nesting of arrays and objects: recursion stays bounded whatever comes in. */
export const maxDepth = 64

/** Names and indices from the root to the value being written: a path is made of them only for an error. */
type Trail = (string | number)[]

const refuse = (trail: Trail, rule: string): AppError =>
  fault('NOT_CANONICAL', trail.map(String).reduce(below, ''), rule)

/** Anything but what JSON.stringify writes as it is: control characters, `"`, `\` and what might be half a surrogate pair. */
const special = /[^ !#-[\]-\ud7ff\ue000-\uffff]/

const textOf = (text: string, trail: Trail): string => {
  if (!special.test(text)) return `"${text}"`
  if (!isWellFormed(text)) throw refuse(trail, 'lone surrogate')
  return JSON.stringify(text)
}

/** ECMAScript's shortest form (RFC 8785 §3.2.2.3); integers beyond 2^53-1 are refused because parsers round them (§3.2.4, appendix D). */
const numberOf = (value: number, trail: Trail): string => {
  if (!Number.isFinite(value)) throw refuse(trail, 'finite number')
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw refuse(trail, 'integer within 2^53-1')
  return String(value)
}

const arrayOf = (values: readonly unknown[], trail: Trail): string => {
  let items = ''
  // By index, so that holes are visited too: they read as undefined and are refused.
  for (let index = 0; index < values.length; index++) {
    trail.push(index)
    items += index === 0 ? write(values[index], trail) : `,${write(values[index], trail)}`
    trail.pop()
  }
  return `[${items}]`
}

/** Plain = made by a literal, JSON.parse or Object.create(null), in this realm or another. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null
}

/** By hand for as many names as an object usually has: Array's own sort takes several times longer for so few. */
const fewNames = 32

/** Compared by UTF-16 code units, as §3.2.3 demands. */
const inOrder = (names: string[]): string[] => {
  if (names.length > fewNames) return names.sort()
  for (let i = 1; i < names.length; i++) {
    const name = names[i] ?? ''
    let at = i
    for (; at > 0 && (names[at - 1] ?? '') > name; at--) names[at] = names[at - 1] ?? ''
    names[at] = name
  }
  return names
}

const objectOf = (value: object, trail: Trail): string => {
  if (!isPlain(value)) throw refuse(trail, 'plain object')
  if (Object.getOwnPropertySymbols(value).length > 0) throw refuse(trail, 'no symbols')
  let members = ''
  for (const name of inOrder(Object.keys(value))) {
    trail.push(name)
    members += `${members === '' ? '' : ','}${textOf(name, trail)}:${write((value as Record<string, unknown>)[name], trail)}`
    trail.pop()
  }
  return `{${members}}`
}

const write = (value: unknown, trail: Trail): string => {
  if (typeof value === 'string') return textOf(value, trail)
  if (typeof value === 'number') return numberOf(value, trail)
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value !== 'object') throw refuse(trail, `no ${typeof value}`)
  if (trail.length === maxDepth) throw refuse(trail, `at most ${maxDepth} levels`)
  return Array.isArray(value) ? arrayOf(value, trail) : objectOf(value, trail)
}

/**
 * The one text of `value` (RFC 8785). Throws NOT_CANONICAL with the path of the fault (`lines.0.quantity`) for undefined
 * (also as a property), NaN, infinities, integers beyond 2^53-1, lone surrogates, holes, class instances, functions, symbols,
 * bigint and more than 64 levels.
 */
export const canonical = (value: unknown): string => write(value, [])

/** UTF-8 of the canonical text: the bytes that are hashed and signed. */
export const canonicalBytes = (value: unknown): Uint8Array => utf8Encode(canonical(value))
