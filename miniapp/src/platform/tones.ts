// How a hit, a duplicate and a miss sound, so that a scan is understood without looking.
import type { Cue } from './ports'

/** One beep: frequency in hertz (0 = silence) and length in milliseconds. */
export type Beep = { hertz: number; ms: number }

/** Up for a hit, one flat low note for a duplicate, two falling rough notes for a miss. */
export const tones: Record<Cue, readonly Beep[]> = {
  hit: [
    { hertz: 1175, ms: 70 },
    { hertz: 1760, ms: 90 },
  ],
  duplicate: [{ hertz: 587, ms: 180 }],
  miss: [
    { hertz: 330, ms: 160 },
    { hertz: 0, ms: 60 },
    { hertz: 220, ms: 260 },
  ],
}

/** Milliseconds of vibration, pause, vibration …; a miss shakes twice. */
export const vibrations: Record<Cue, readonly number[]> = { hit: [40], duplicate: [20, 60, 20], miss: [200, 90, 200] }

const rate = 16_000

const sampleOf = (hertz: number, index: number, length: number): number => {
  if (hertz === 0) return 0
  // Five milliseconds of rise and fall keep the beep free of clicks.
  const edge = Math.min(index, length - index, (5 * rate) / 1000) / ((5 * rate) / 1000)
  return Math.round(Math.sin((2 * Math.PI * hertz * index) / rate) * edge * 0.5 * 32_767)
}

/** The beeps as a WAV file: PCM, 16 bit, mono, 16 kHz. */
export const wavOf = (beeps: readonly Beep[]): ArrayBuffer => {
  const samples = beeps.flatMap((beep) => {
    const length = Math.round((beep.ms * rate) / 1000)
    return Array.from({ length }, (_, index) => sampleOf(beep.hertz, index, length))
  })
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2))
  const ascii = (at: number, text: string): void => {
    for (let index = 0; index < text.length; index++) view.setUint8(at + index, text.charCodeAt(index))
  }
  ascii(0, 'RIFF')
  view.setUint32(4, 36 + samples.length * 2, true)
  ascii(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  ascii(36, 'data')
  view.setUint32(40, samples.length * 2, true)
  samples.forEach((sample, index) => {
    view.setInt16(44 + index * 2, sample, true)
  })
  return view.buffer
}
