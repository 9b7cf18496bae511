// Reads a delivery back from the device: unknown until every part that the pages use has been looked at. Its expectation is what the log signed.
import type { Delivery } from './kept-delivery'

type Fields = Record<string, unknown>
type Check = (value: unknown) => boolean

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText: Check = (value) => typeof value === 'string'
const maybeText: Check = (value) => value === undefined || isText(value)
const isNumber: Check = (value) => Number.isSafeInteger(value)
const has =
  (shape: Record<string, Check>): Check =>
  (value) =>
    isFields(value) && Object.entries(shape).every(([name, check]) => check(value[name]))
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)

const isParty = has({ id: isText, name: isText, level: isText })
const isTrade = has({
  no: isText,
  path: isText,
  state: isText,
  supplier: isParty,
  buyer: isParty,
  lines: listOf(
    has({
      line: isNumber,
      product: isText,
      productName: isText,
      unit: isText,
      quantity: maybeText,
      tolerance: maybeText,
    }),
  ),
  promisedAt: maybeText,
  updatedAt: isText,
  deliverTo: maybeText,
  receipts: listOf(has({ n: isNumber, at: isText })),
})
const isManifest = has({
  note: isText,
  blind: (value) => typeof value === 'boolean',
  expectation: has({ trade: isText, lines: Array.isArray }),
})
const isPair: Check = (value) => Array.isArray(value) && value.length === 2 && value.every(isText)
const isPackage = has({
  v: (version) => version === 1,
  trade: isTrade,
  manifest: isManifest,
  paths: listOf(isPair),
  savedAt: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
})

const json = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** undefined: not one of ours. */
export const parsePackage = (text: string): Delivery | undefined => {
  const found = json(text)
  return isPackage(found) ? (found as Delivery) : undefined
}
