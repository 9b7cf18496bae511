// The number of a trade: 100 random bits as 20 characters, so that a trade cannot be found by guessing.

import { fault } from '../errors.ts'
import { encodeBase32, toNibbles } from './base32.ts'

/** Trade number of 13 bytes, of which the first 100 bits are used. Throws VALIDATION_FAILED for another length. */
export const tradeNo = (bytes: Uint8Array): string => {
  if (bytes.length !== 13) throw fault('VALIDATION_FAILED', 'bytes', '13-bytes')
  return encodeBase32(toNibbles(bytes).slice(0, 25))
}
