// Crockford base 32 over whole nibbles: 25 nibbles (100 bits) are 20 characters that nobody confuses when reading aloud.

/** No I, L, O or U. */
export const base32Alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Four-bit values of the bytes, high nibble first. */
export const toNibbles = (bytes: Uint8Array): number[] => Array.from(bytes).flatMap((byte) => [byte >> 4, byte & 15])

/** Bytes from an even number of nibbles, high nibble first. */
export const fromNibbles = (nibbles: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(nibbles.length / 2)
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = ((nibbles[2 * i] ?? 0) << 4) | (nibbles[2 * i + 1] ?? 0)
  return bytes
}

/** Writes nibbles, most significant first; their count must be a multiple of 5 (20 bits are 4 characters). */
export const encodeBase32 = (nibbles: readonly number[]): string => {
  let text = ''
  for (let i = 0; i < nibbles.length; i += 5) {
    const bits = nibbles.slice(i, i + 5).reduce((value, nibble) => value * 16 + nibble, 0)
    for (const shift of [15, 10, 5, 0]) text += base32Alphabet.charAt((bits >> shift) & 31)
  }
  return text
}

/** Reads upper-case text whose length is a multiple of 4 back to nibbles; undefined when a character is foreign. */
export const decodeBase32 = (text: string): number[] | undefined => {
  const nibbles: number[] = []
  for (let i = 0; i < text.length; i += 4) {
    let bits = 0
    for (const character of text.slice(i, i + 4)) {
      const value = base32Alphabet.indexOf(character)
      if (value < 0) return undefined
      bits = bits * 32 + value
    }
    for (const shift of [16, 12, 8, 4, 0]) nibbles.push((bits >> shift) & 15)
  }
  return nibbles
}
