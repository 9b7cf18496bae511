// Codes under a scratch layer: how they are made of random bytes, printed for people, and read back as people type them.
import { base32Alphabet } from './base32.ts'
import { foldNumber, halfWidth } from './typed-code.ts'

/** Fewest and most characters of a hidden code. */
export const hiddenLength = { least: 6, most: 16 } as const

const typed = new RegExp(`^[${base32Alphabet}]{${String(hiddenLength.least)},${String(hiddenLength.most)}}$`)

/** One character for each random byte: five bits of it count, so that all characters are as likely. */
export const base32OfRandom = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => base32Alphabet.charAt(byte & 31)).join('')

/** As it is printed: `7K3M-Q0ZD`. */
export const groupedByFour = (code: string): string => code.replace(/.{4}(?=.)/g, '$&-')

/**
 * What somebody typed as it was handed out: full-width forms, lower case, blanks and dashes of any kind, O for 0, I and L for 1.
 * Undefined when it can be no hidden code.
 */
export const foldHidden = (text: string): string | undefined => {
  const bare = halfWidth(text).replace(/[\s\u200b-\u200d\u2060\ufeff\u2010-\u2015\u2212\u30fc._·-]/g, '')
  const code = foldNumber(bare)
  return typed.test(code) ? code : undefined
}
