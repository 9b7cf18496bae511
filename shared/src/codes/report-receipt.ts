// Receipt numbers of reports: R and 12 characters that nobody can guess, written down and read aloud by consumers.
import { base32OfRandom } from './hidden-code.ts'
import { foldNumber, halfWidth } from './typed-code.ts'

/** Random bytes of one: 60 bits of them count. */
export const receiptBytes = 12

export const receiptOfRandom = (bytes: Uint8Array): string => `R${base32OfRandom(bytes)}`

/** As typed: full-width forms, lower case, blanks and hyphens, O for 0. Undefined when it can be none. */
export const foldReceipt = (text: string): string | undefined => {
  const receipt = foldNumber(halfWidth(text).replace(/\s/g, ''))
  return /^R[0-9A-HJKMNP-TV-Z]{12}$/.test(receipt) ? receipt : undefined
}
