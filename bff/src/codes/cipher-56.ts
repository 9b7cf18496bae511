// FF1 (NIST SP 800-38G) over 56 bits with AES-256: a numbering that nobody foresees and that its key takes back, many numbers at once.
import { createCipheriv } from 'node:crypto'

/** 56-bit numbers as their upper and lower 28 bits; both arrays have the same length and are changed in place. */
export type Halves = { high: Uint32Array; low: Uint32Array }

export type Cipher56 = { encipher: (numbers: Halves) => void; decipher: (numbers: Halves) => void }

const rounds = 10
const half = 0xfffffff
const blockLength = 16
/** Step 5 of algorithm 7: radix 2, ten rounds, halves of 28 bits, 56 bits in all, no tweak. */
const parameters = Uint8Array.of(1, 2, 1, 0, 0, 2, 10, 28, 0, 0, 0, 56, 0, 0, 0, 0)

/**
 * `key` of 32 bytes. With radix 2 and these lengths Q is eleven zeros, the round and one half (b = 4), and S the first eight bytes of R
 * (d = 8), of which 28 bits count.
 */
export const openCipher56 = (key: Uint8Array): Cipher56 => {
  const aes = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  /** CIPH(P): PRF is CBC-MAC, whose first block is the same for all numbers and rounds. */
  const first = Buffer.from(aes.update(parameters))
  const lastWord = first.readUInt32BE(12)
  let blocks = Buffer.alloc(0)
  const blocksFor = (count: number): Buffer => {
    if (blocks.length < count * blockLength) {
      blocks = Buffer.alloc(count * blockLength)
      for (let at = 0; at < blocks.length; at += blockLength) blocks.set(first, at)
    }
    return blocks.subarray(0, count * blockLength)
  }
  /** The encrypted blocks of one round; `roundOutput` reads what each adds to the other half. */
  const round = (i: number, other: Uint32Array): Buffer => {
    const input = blocksFor(other.length)
    const roundByte = (first[11] ?? 0) ^ i
    for (let n = 0; n < other.length; n++) {
      input[n * blockLength + 11] = roundByte
      input.writeUInt32BE((lastWord ^ (other[n] ?? 0)) >>> 0, n * blockLength + 12)
    }
    return aes.update(input)
  }
  const added = (output: Buffer, n: number): number => output.readUInt32BE(n * blockLength + 4) & half
  return {
    encipher: ({ high, low }) => {
      // Halves change places each round (steps 6.vii and 6.viii); ten are even, so that they end where they began.
      for (let i = 0; i < rounds; i++) {
        const [changed, other] = i % 2 === 0 ? [high, low] : [low, high]
        const output = round(i, other)
        for (let n = 0; n < changed.length; n++) changed[n] = ((changed[n] ?? 0) + added(output, n)) & half
      }
    },
    decipher: ({ high, low }) => {
      for (let i = rounds - 1; i >= 0; i--) {
        const [changed, other] = i % 2 === 0 ? [high, low] : [low, high]
        const output = round(i, other)
        for (let n = 0; n < changed.length; n++) changed[n] = ((changed[n] ?? 0) - added(output, n)) & half
      }
    },
  }
}
