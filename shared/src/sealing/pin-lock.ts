// What a PIN opens, as a device keeps it. The ciphers are in seal.ts: a page that only asks whether there is a PIN needs none of them.

/** All texts are lower-case hexadecimal. */
export type PinLock = { v: 1; salt: string; sealed: string }

const pinGrammar = /^\d{4,8}$/
const hexText = /^(?:[0-9a-f]{2})+$/

export const isPin = (text: string): boolean => pinGrammar.test(text)

/** A lock as the device's storage gives it back; undefined for anything else. */
export const readPinLock = (stored: unknown): PinLock | undefined => {
  if (typeof stored !== 'object' || stored === null) return undefined
  const { v, salt, sealed } = stored as Record<string, unknown>
  if (v !== 1 || typeof salt !== 'string' || typeof sealed !== 'string') return undefined
  return hexText.test(salt) && hexText.test(sealed) ? { v, salt, sealed } : undefined
}
