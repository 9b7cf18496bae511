// Frames read back as written, or not at all.
import { describe, expect, test } from '@jest/globals'
import { frameFollows, frameHead, frameHeader, maxPayload, readFrame } from './frame.ts'

const frame = (text: string): Buffer => Buffer.concat([frameHeader([Buffer.from(text)]), Buffer.from(text)])

describe('a frame', () => {
  test('reads back from the middle of a file, with the place of the next', () => {
    const bytes = Buffer.concat([frame('one'), frame('two')])
    const first = readFrame(bytes, 0)
    expect(first).toEqual({ payload: Buffer.from('one'), next: 11 })
    expect(readFrame(bytes, 11)).toEqual({ payload: Buffer.from('two'), next: 22 })
    expect(readFrame(bytes, 22)).toEqual({ fault: 'cut' })
  })

  test('written in parts has the header of the whole', () => {
    expect(frameHeader([Buffer.from('o'), Buffer.from('ne')])).toEqual(frame('one').subarray(0, frameHead))
  })

  test('with any bit flipped is not read', () => {
    const bytes = frame('twelve bytes')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const hurt = Buffer.from(bytes)
      hurt.writeUInt8(hurt.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(readFrame(hurt, 0)).toHaveProperty('fault')
    }
  })

  test('of zeros, of no length or of an impossible one is none', () => {
    expect(readFrame(Buffer.alloc(64), 0)).toEqual({ fault: 'length' })
    const huge = frame('x')
    huge.writeUInt32BE(maxPayload + 1, 0)
    expect(readFrame(huge, 0)).toEqual({ fault: 'length' })
  })

  test('that follows a bad one is found; a piece of one is not', () => {
    const opening = Buffer.from('{"checkpoint":"')
    const block = frame('{"checkpoint":"…"}')
    expect(frameFollows(Buffer.concat([Buffer.alloc(50, 1), block]), 0, opening)).toBe(true)
    expect(frameFollows(Buffer.concat([Buffer.alloc(50, 1), block.subarray(0, -1)]), 0, opening)).toBe(false)
    expect(frameFollows(block, 0, opening)).toBe(false)
  })
})
