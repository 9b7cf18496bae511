// Random identifiers (RFC 9562, version 4) for idempotency keys.
import { randomBytes } from './random'

/** Formats 16 random bytes as a UUID of version 4. */
export const formatUuid = (bytes: Uint8Array): string => {
  const hex = Array.from(bytes, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return marked.toString(16).padStart(2, '0')
  }).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

export const uuid = async (): Promise<string> => formatUuid(await randomBytes(16))
