// Looks over JSON text before it is parsed: how deep it nests, and whether a key would reach an object's prototype.
import { AppError, fault } from '../errors.ts'

export const deepest = 64

/** Index of the quote that ends the string opened at `start`; the text's length when it never ends. */
const endOfString = (text: string, start: number): number => {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x5c) i++
    else if (code === 0x22) return i
  }
  return text.length
}

/** Throws JSON_TOO_DEEP when arrays and objects nest deeper than 64: linear, no recursion, whatever the text. */
export const checkDepth = (text: string): void => {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x22) i = endOfString(text, i)
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > deepest)
        throw new AppError('JSON_TOO_DEEP', {
          details: { faults: [{ field: '', rule: `at-most-${String(deepest)}-levels` }] },
        })
    } else if (code === 0x7d || code === 0x5d) depth--
  }
}

const refuseKey = (key: string, value: unknown): unknown => {
  if (key === '__proto__') throw fault('INVALID_JSON', '', 'no-prototype-keys')
  return value
}

/** Only a text with one of these can hold such a key; the reviver is slow. */
const suspicious = /__proto__|\\u/

/** Parses JSON of at most 64 levels. Throws JSON_TOO_DEEP, INVALID_JSON. */
export const parseJson = (text: string): unknown => {
  checkDepth(text)
  try {
    return suspicious.test(text) ? (JSON.parse(text, refuseKey) as unknown) : (JSON.parse(text) as unknown)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw fault('INVALID_JSON', '', 'json')
  }
}
