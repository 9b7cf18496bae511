// Folds a code that a person typed: full-width forms, spaces, and the letters that Crockford's alphabet reads as digits.

const fullWidthOffset = 0xfee0

const toHalfWidth = (character: string): string => {
  if (character === '。') return '.'
  const code = character.charCodeAt(0)
  return code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - fullWidthOffset) : character
}

/** Full-width letters, digits and signs as their half-width ones: ＡＢ１２ → AB12. */
export const halfWidth = (text: string): string => Array.from(text, toHalfWidth).join('')

/** Upper case, O to 0, I and L to 1, grouping hyphens removed: serials, numbers and hidden codes only, never lots. */
export const foldNumber = (number: string): string =>
  number.replace(/-/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1')

/** Manual entry only; what a camera reads goes to `parseCode` as it is. */
export const normalizeTyped = (text: string): string =>
  halfWidth(text)
    .replace(/[\s\u200b\u2060\ufeff]/g, '')
    .replace(/(\/21\/|\/s\/t\/)([0-9A-Za-z-]+)$/, (_whole, key: string, number: string) => key + foldNumber(number))
