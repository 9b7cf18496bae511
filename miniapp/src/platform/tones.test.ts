// What tones.ts promises.
import { describe, expect, test } from '@jest/globals'
import { tones, vibrations, wavOf } from './tones'

describe('the sounds of a scan', () => {
  test('differ for hit, duplicate and miss, as do their vibrations', () => {
    expect(new Set(Object.values(tones).map((tone) => JSON.stringify(tone))).size).toBe(3)
    expect(new Set(Object.values(vibrations).map((pattern) => JSON.stringify(pattern))).size).toBe(3)
  })
  test('are written as PCM WAV of the right length', () => {
    const wav = new DataView(wavOf([{ hertz: 1_000, ms: 100 }]))
    const ascii = (at: number): string => String.fromCharCode(...[0, 1, 2, 3].map((index) => wav.getUint8(at + index)))
    expect([ascii(0), ascii(8), ascii(12), ascii(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data'])
    expect(wav.getUint32(40, true)).toBe(2 * 1_600)
    expect(wav.byteLength).toBe(44 + 2 * 1_600)
  })
  test('start and end at silence, so that they do not click', () => {
    const wav = new DataView(wavOf(tones.hit))
    expect(wav.getInt16(44, true)).toBe(0)
    expect(Math.abs(wav.getInt16(wav.byteLength - 2, true))).toBeLessThan(500)
  })
})
