// The two forms of a P-256 signature: r ‖ s in 64 bytes, as envelopes carry it, and DER, which OpenSSL computes with.
import { fault } from '../errors.ts'
import { concat } from './bytes.ts'

const half = 32
const [sequence, integer] = [0x30, 0x02]

/** A positive INTEGER (X.690 §8.3): no zeros in front but one where the first bit is set. */
const integerOf = (digits: Uint8Array): Uint8Array => {
  let first = 0
  while (first < half - 1 && digits[first] === 0) first++
  const sign = (digits[first] ?? 0) >= 0x80 ? [0] : []
  return concat(Uint8Array.of(integer, sign.length + half - first, ...sign), digits.subarray(first))
}

/** DER of r ‖ s (SEC 1 §C.5). Throws SIGNATURE_INVALID unless it has 64 bytes. */
export const derOfSignature = (raw: Uint8Array): Uint8Array => {
  if (raw.length !== 2 * half) throw fault('SIGNATURE_INVALID', 'signature', '64 bytes')
  const [r, s] = [integerOf(raw.subarray(0, half)), integerOf(raw.subarray(half))]
  return concat(Uint8Array.of(sequence, r.length + s.length), r, s)
}

/** r ‖ s of what a P-256 key has signed in DER. Throws SIGNATURE_INVALID for anything else. */
export const signatureOfDer = (der: Uint8Array): Uint8Array => {
  const raw = new Uint8Array(2 * half)
  let at = 2
  for (const end of [half, 2 * half]) {
    const length = der[at + 1] ?? 0
    const digits = der.subarray(at + 2, at + 2 + length)
    const number = digits[0] === 0 ? digits.subarray(1) : digits
    if (der[at] !== integer || digits.length !== length || number.length > half) throw malformed()
    raw.set(number, end - number.length)
    at += 2 + length
  }
  if (der[0] !== sequence || der[1] !== der.length - 2 || at !== der.length) throw malformed()
  return raw
}

const malformed = (): Error => fault('SIGNATURE_INVALID', 'signature', 'DER of a P-256 signature')
