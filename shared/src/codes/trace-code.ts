// Grammar of every code under `/s/`: reads a scanned link strictly and writes the canonical path that is stored.

import { fault } from '../errors.ts'
import type { AppError } from '../errors.ts'
import { brokenLotRule, gs1CheckDigitHolds } from './gs1.ts'
import { pathOfLink } from './link.ts'
import { serialGrammar } from './serial.ts'

/** How a product is named in a code: by GTIN-14 (`/01/`) or, without one, by the platform's product id (`/x/`). */
export type ProductScheme = 'gtin' | 'own'

export type ItemCode = { kind: 'item'; scheme: ProductScheme; product: string; lot: string; serial: string }
export type BatchCode = { kind: 'batch'; scheme: ProductScheme; product: string; lot: string }
export type LogisticsCode = { kind: 'logistics'; sscc: string }
export type TradeCode = { kind: 'trade'; trade: string }

/** The parts of a code, lot decoded. */
export type CodeParts = ItemCode | BatchCode | LogisticsCode | TradeCode

/** A code as read: its parts and its canonical path, the form in which codes are stored and compared. */
export type TraceCode = CodeParts & { path: string }

/** An own product id: letters, digits and hyphens with a letter in it, so that it is never taken for a GTIN. */
export const ownProductGrammar = /^(?=[0-9-]*[A-Z])[0-9A-Z][0-9A-Z-]{0,31}$/

const malformed = (field: string, rule: string, value: string): AppError =>
  fault('CODE_MALFORMED', field, rule, value.slice(0, 80))

const checkDigits = (field: string, digits: string, length: number): string => {
  if (digits.length !== length || !/^[0-9]+$/.test(digits) || /^0+$/.test(digits)) {
    throw malformed(field, `${String(length)}-digits`, digits)
  }
  if (!gs1CheckDigitHolds(digits)) throw fault('CODE_CHECK_DIGIT', field, 'gs1-check-digit', digits)
  return digits
}

const checkProduct = (scheme: ProductScheme, product: string): string => {
  if (scheme === 'gtin') return checkDigits('gtin', product, 14)
  if (!ownProductGrammar.test(product)) throw malformed('product', 'own-product-id', product)
  return product
}

const checkLotOfCode = (lot: string): string => {
  const rule = brokenLotRule(lot)
  if (rule !== undefined) throw malformed('lot', rule, lot)
  return lot
}

const checkNumber = (field: 'serial' | 'trade', text: string): string => {
  if (!serialGrammar.test(text)) throw malformed(field, '20-characters-of-base-32', text)
  return text
}

/** RFC 3986 unreserved characters stay, all else of character set 82 is escaped in upper-case hex (GS1 Digital Link). */
const escapeLot = (lot: string): string =>
  lot.replace(
    /[^0-9A-Za-z._-]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )

/** Decodes once: `%2541` is the lot `%41`, never `A`. */
const unescapeLot = (segment: string): string => {
  if (/%(?![0-9A-Fa-f]{2})/.test(segment)) throw malformed('lot', 'percent-encoding', segment)
  return segment.replace(/%([0-9A-Fa-f]{2})/g, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

/** Writes the canonical path of a code. Throws CODE_MALFORMED or CODE_CHECK_DIGIT when a part breaks its rule. */
export const formatCode = (parts: CodeParts): string => {
  if (parts.kind === 'logistics') return `/s/00/${checkDigits('sscc', parts.sscc, 18)}`
  if (parts.kind === 'trade') return `/s/t/${checkNumber('trade', parts.trade)}`
  const product = checkProduct(parts.scheme, parts.product)
  const batch = `/s/${parts.scheme === 'gtin' ? '01' : 'x'}/${product}/10/${escapeLot(checkLotOfCode(parts.lot))}`
  return parts.kind === 'batch' ? batch : `${batch}/21/${checkNumber('serial', parts.serial)}`
}

const shapes = ['01,10,21', '01,10', 'x,10,21', 'x,10', '00', 't'] as const
const knownKeys = new Set(['00', '01', '10', '21', 't', 'x'])

/** The shape whose keys these are, in the one order that GS1 Digital Link allows. */
const shapeOf = (keys: readonly string[], path: string): (typeof shapes)[number] => {
  const given = keys.join(',')
  const exact = shapes.find((shape) => shape === given)
  if (exact !== undefined) return exact
  const unknown = keys.find((key) => !knownKeys.has(key))
  if (unknown !== undefined) throw malformed('key', 'known-key', unknown)
  const sorted = [...keys].sort().join(',')
  if (shapes.some((shape) => shape.split(',').sort().join(',') === sorted)) {
    throw fault('CODE_KEY_ORDER', 'key', 'product-then-lot-then-serial', keys.join('/'))
  }
  throw malformed('key', 'keys-of-one-code', path)
}

const partsOfPath = (path: string): CodeParts => {
  if (!path.startsWith('/s/')) throw malformed('path', 'starts-with-/s/', path)
  const segments = path.slice('/s/'.length).split('/')
  if (segments.length % 2 !== 0 || segments.includes('')) throw malformed('path', 'key-value-pairs', path)
  const value = (i: number): string => segments[2 * i + 1] ?? ''
  const shape = shapeOf(
    segments.filter((_segment, i) => i % 2 === 0),
    path,
  )
  if (shape === '00') return { kind: 'logistics', sscc: value(0) }
  if (shape === 't') return { kind: 'trade', trade: value(0) }
  const scheme: ProductScheme = shape.startsWith('01') ? 'gtin' : 'own'
  const batch = { scheme, product: value(0), lot: unescapeLot(value(1)) }
  return shape.endsWith('21') ? { kind: 'item', ...batch, serial: value(2) } : { kind: 'batch', ...batch }
}

/** Reads a stored or typed path. Errors as for `parseCode`, without the host. */
export const parsePath = (path: string): TraceCode => {
  const parts = partsOfPath(path)
  return { ...parts, path: formatCode(parts) }
}

/**
 * Reads what a camera or a person delivered: a full http(s) link on one of `hosts` (lower-case `host[:port]`), or a bare
 * path. Query and fragment are dropped. Throws CODE_MALFORMED, CODE_FOREIGN_HOST, CODE_KEY_ORDER or CODE_CHECK_DIGIT,
 * each naming field and rule. A code that parses is well formed, not yet genuine.
 */
export const parseCode = (text: string, options: { hosts: readonly string[] }): TraceCode =>
  parsePath(pathOfLink(text, options.hosts))
