// Identifiers derived from content, so that a repeated request names the same things (architecture: numbers derive from the nonce).
import { base32Encode, hexDecode } from '../proof/bytes.ts'
import { canonical } from '../proof/canonical.ts'
import type { Json } from '../proof/canonical.ts'
import { sha256HexOfText } from '../proof/hash.ts'

/** First letter of an identifier tells its kind. A user's identifier is made from the key: `userId` in proof/envelope.ts. */
export const idPrefix = {
  organisation: 'O',
  user: 'U',
  place: 'L',
  product: 'P',
  batch: 'B',
  event: 'E',
  holding: 'H',
  retirement: 'R',
  adjustment: 'A',
  recall: 'C',
} as const
export type IdKind = keyof typeof idPrefix

/** Upper-case, 20 characters: a kind letter and 95 bits of SHA-256 over the canonical parts. */
export const deriveId = (kind: IdKind, ...parts: Json[]): string => {
  const first12Bytes = hexDecode(sha256HexOfText(canonical([kind, ...parts])).slice(0, 24))
  return idPrefix[kind] + base32Encode(first12Bytes).slice(0, 19)
}

export const idPattern = (kind: IdKind): RegExp => new RegExp(`^${idPrefix[kind]}[A-Z2-7]{19}$`)

/** One batch per product and lot, by construction. */
export const batchId = (product: string, lot: string): string => deriveId('batch', product, lot)

/** The n-th holding made by an act (trade number, batch identifier …). */
export const holdingId = (act: string, n: number): string => deriveId('holding', act, n)
