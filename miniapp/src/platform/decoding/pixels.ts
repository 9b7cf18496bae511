// Pictures as bytes, and what helps a reader of codes to see them: crop, scale, more contrast, less noise, sharper edges. Pure.

/** RGBA, four bytes a pixel; every browser's ImageData is one. */
export type Pixels = { data: Uint8ClampedArray; width: number; height: number }

/** One byte a pixel. */
export type Gray = { data: Uint8ClampedArray; width: number; height: number }

export type Region = { left: number; top: number; width: number; height: number }

const blank = (width: number, height: number): Gray => ({ data: new Uint8ClampedArray(width * height), width, height })

/** Luma of ITU-R BT.601, in 1,024ths. */
export const grayOf = ({ data, width, height }: Pixels): Gray => {
  const gray = blank(width, height)
  for (let at = 0, from = 0; at < gray.data.length; at++, from += 4)
    gray.data[at] = (306 * (data[from] ?? 0) + 601 * (data[from + 1] ?? 0) + 117 * (data[from + 2] ?? 0)) >> 10
  return gray
}

export const pixelsOfGray = ({ data, width, height }: Gray): Pixels => {
  const words = new Uint32Array(data.length)
  // Alpha is the highest byte on the little-endian machines that browsers run on.
  for (let at = 0; at < data.length; at++) words[at] = ((data[at] ?? 0) * 0x010101) | 0xff000000
  return { data: new Uint8ClampedArray(words.buffer), width, height }
}

/** The middle of a picture: `part` of its width and height. */
export const middleOf = (width: number, height: number, part: number): Region => {
  const [inner, high] = [Math.max(1, Math.round(width * part)), Math.max(1, Math.round(height * part))]
  return { left: (width - inner) >> 1, top: (height - high) >> 1, width: inner, height: high }
}

export const cropped = (gray: Gray, { left, top, width, height }: Region): Gray => {
  const part = blank(width, height)
  for (let y = 0; y < height; y++) {
    const from = (top + y) * gray.width + left
    part.data.set(gray.data.subarray(from, from + width), y * width)
  }
  return part
}

/** Half as wide and high, each pixel the mean of four: takes noise and grain away. */
export const halved = (gray: Gray): Gray => {
  const half = blank(gray.width >> 1, gray.height >> 1)
  const { data, width } = gray
  for (let y = 0; y < half.height; y++)
    for (let x = 0; x < half.width; x++) {
      const from = 2 * y * width + 2 * x
      const sum = (data[from] ?? 0) + (data[from + 1] ?? 0) + (data[from + width] ?? 0) + (data[from + width + 1] ?? 0)
      half.data[y * half.width + x] = sum >> 2
    }
  return half
}

/** Twice as wide and high, straight lines between the pixels: for codes of hardly two pixels a module. */
export const doubled = (gray: Gray): Gray => {
  const { data, width, height } = gray
  const twice = blank(width * 2, height * 2)
  for (let y = 0; y < twice.height; y++) {
    const [row, below] = [y >> 1, Math.min(height - 1, (y + 1) >> 1)]
    for (let x = 0; x < twice.width; x++) {
      const [left, right] = [x >> 1, Math.min(width - 1, (x + 1) >> 1)]
      const upper = (data[row * width + left] ?? 0) + (data[row * width + right] ?? 0)
      const lower = (data[below * width + left] ?? 0) + (data[below * width + right] ?? 0)
      twice.data[y * twice.width + x] = (upper + lower) >> 2
    }
  }
  return twice
}

/** Running means over 2 r + 1 pixels of each line; `step` from pixel to pixel, `jump` from line to line. */
const lineMeans = (from: Uint8ClampedArray, lines: number, length: number, step: number, jump: number, r: number) => {
  const to = new Uint8ClampedArray(from.length)
  for (let line = 0; line < lines; line++) {
    const start = line * jump
    const end = start + (length - 1) * step
    let sum = (from[start] ?? 0) * (r + 1)
    for (let i = 1; i <= r; i++) sum += from[Math.min(end, start + i * step)] ?? 0
    for (let at = start; at <= end; at += step) {
      to[at] = sum / (2 * r + 1)
      sum += (from[Math.min(end, at + (r + 1) * step)] ?? 0) - (from[Math.max(start, at - r * step)] ?? 0)
    }
  }
  return to
}

/** Each pixel the mean of its square of 2 r + 1. */
export const smoothed = ({ data, width, height }: Gray, r: number): Gray => ({
  data: lineMeans(lineMeans(data, height, width, 1, width, r), width, height, width, 1, r),
  width,
  height,
})

/** Takes a part of the blur back: what differs from its surroundings differs more (unsharp mask). */
export const sharpened = (gray: Gray, r: number, amount: number): Gray => {
  const soft = smoothed(gray, r).data
  return { ...gray, data: gray.data.map((value, at) => value + amount * (value - (soft[at] ?? 0))) }
}

/** Spreads the tones that are there over the whole range; the darkest and brightest two in a hundred may burn out. */
export const stretched = (gray: Gray): Gray => {
  const counts = new Uint32Array(256)
  for (const value of gray.data) counts[value] = (counts[value] ?? 0) + 1
  const spare = gray.data.length * 0.02
  const edge = (tones: readonly number[]): number => {
    let left = spare
    return tones.find((tone) => (left -= counts[tone] ?? 0) < 0) ?? 0
  }
  const tones = Array.from(counts.keys())
  const [dark, bright] = [edge(tones), edge(tones.toReversed())]
  const table = new Uint8ClampedArray(256).map((_, tone) => (255 * (tone - dark)) / Math.max(1, bright - dark))
  return { ...gray, data: gray.data.map((value) => table[value] ?? 0) }
}
