// Unified social credit code 统一社会信用代码: its own check character (GB 32100-2015) and that of the organisation code inside (GB 11714-1997).

/** GB 32100: letters without I, O, S, V, Z, valued 0 to 30 in this order. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** 3^(i−1) mod 31 for the 17 characters before the check character. */
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** GB 11714 weights for the eight characters of the organisation code. */
const innerWeights = [3, 7, 9, 10, 5, 8, 4, 2]

const grammar = /^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/

/** Check character of the first 17: (31 − sum mod 31) mod 31. */
export const usccCheckCharacter = (first17: string): string => {
  const total = weights.reduce((sum, weight, i) => sum + weight * alphabet.indexOf(first17.charAt(i)), 0)
  return alphabet.charAt((31 - (total % 31)) % 31)
}

/** Check character of an organisation code's first eight (letters A = 10 … Z = 35 without gaps): 11 − sum mod 11, 10 → X, 11 → 0. */
export const organisationCodeCheckCharacter = (first8: string): string => {
  const total = innerWeights.reduce((sum, weight, i) => sum + weight * parseInt(first8.charAt(i), 36), 0)
  const check = 11 - (total % 11)
  if (check === 10) return 'X'
  return check === 11 ? '0' : String(check)
}

/** The rule that a code breaks: its shape, the inner check (positions 9 to 17) or the outer one; undefined when it holds. */
export const brokenUsccRule = (
  code: string,
): 'uscc-18-characters' | 'gb-11714-check' | 'gb-32100-check' | undefined => {
  if (!grammar.test(code)) return 'uscc-18-characters'
  if (usccCheckCharacter(code.slice(0, 17)) !== code.charAt(17)) return 'gb-32100-check'
  if (organisationCodeCheckCharacter(code.slice(8, 16)) !== code.charAt(16)) return 'gb-11714-check'
  return undefined
}
