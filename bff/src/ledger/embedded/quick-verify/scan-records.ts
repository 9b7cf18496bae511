// Reads all records of a block from their canonical bytes: by the form of one like it, or else member by member.
import { isUtf8 } from 'node:buffer'
import { openRecordForms } from './record-forms.ts'
import { openRecordScan, unusual } from './scan-record.ts'
import type { ScannedRecord } from './scan-record.ts'

/** No control characters, no backslash, nothing beyond U+FFFF: then a string ends at the next quote, and bytes sort as UTF-16 does. */
const isPlain = (bytes: Buffer): boolean => {
  const head = Math.min((4 - (bytes.byteOffset % 4)) % 4, bytes.length)
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, (bytes.length - head) >> 2)
  let bad = 0
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number
    const slash = word ^ 0x5c5c5c5c
    // The high bit of a byte is set when it is below 0x20, is a backslash, or is 0xf0 and more (each for the four bytes at once).
    bad |= (word - 0x20202020) & ~word
    bad |= (slash - 0x01010101) & ~slash
    bad |= word & (word << 1) & (word << 2) & (word << 3)
  }
  if ((bad & 0x80808080) !== 0) return false
  const plain = (byte: number): boolean => byte >= 0x20 && byte !== 0x5c && byte < 0xf0
  return bytes.subarray(0, head).every(plain) && bytes.subarray(head + words.length * 4).every(plain)
}

const [openList, closeList, comma] = [0x5b, 0x5d, 0x2c]

/** How a record begins. Inside one, these bytes can only stand in a value: that block is left to decodeBlock. */
const recordStart = Buffer.from('{"events":[')

/** A record, and where it begins in the body. */
export type PlacedRecord = ScannedRecord & { start: number }

export type RecordScan = (body: Buffer) => PlacedRecord[] | undefined

/**
 * Gives a function that reads the records of `body` (the `transactions` of a block, canonical bytes), or says undefined for anything
 * out of the ordinary: whatever decodeBlock would refuse, and harmless rarities such as escapes, fractions or emoji, which decodeBlock
 * then reads. `openings` off leaves out `opened`; `learnEvery` is for tests.
 */
export const openScan = (options: { openings: boolean; learnEvery?: number }): RecordScan => {
  const scan = openRecordScan()
  const forms = openRecordForms(options)

  const scanSlowly = (body: Buffer, start: number): ScannedRecord => {
    const next = body.indexOf(recordStart, start + 1)
    const text = body.toString('latin1', start, next < 0 ? body.length - 1 : next - 1)
    const scanned = scan(text)
    forms.learn(text, scanned)
    return scanned
  }
  // A text of its own for each record stays small, and the memory of small texts is used again.
  const scanAll = (body: Buffer): PlacedRecord[] => {
    const records: PlacedRecord[] = []
    for (let start = 1; ; start++) {
      const record = forms.read(body.toString('latin1', start, start + forms.reach())) ?? scanSlowly(body, start)
      records.push({ ...record, start })
      start += record.length
      if (start === body.length - 1) return records
      if (body[start] !== comma) throw unusual
    }
  }

  return (body) => {
    if (body.at(0) !== openList || body.at(-1) !== closeList || !isPlain(body) || !isUtf8(body)) return undefined
    try {
      return scanAll(body)
    } catch (error) {
      if (error !== unusual) throw error
      return undefined
    }
  }
}
