// The id of an operation: derived, so that it needs no random bytes at the moment of a scan.
import { hexEncode, utf8Encode } from '../proof/bytes.ts'
import { sha256 } from '../proof/hash.ts'
import type { OperationHead } from './operation.ts'

/** A UUID of version 8 (RFC 9562 §5.8) of what makes an operation its own: the device is random, and counts. */
export const operationId = ({ trade, device, sequence, at }: Omit<OperationHead, 'id' | 'by'>): string => {
  const hex = hexEncode(sha256(utf8Encode([trade, device, String(sequence), at].join('\n')))).slice(0, 32)
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4)
  const marked = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17)}`
  return [8, 12, 16, 20, 32].map((end, i, ends) => marked.slice(i === 0 ? 0 : ends[i - 1], end)).join('-')
}
