// Texts as outlines, for files that are drawn where nobody has the font; and their widths, which are the same in every format.
import { create } from 'fontkit'
import type { Font } from 'fontkit'
import type { PrintFonts } from '../printing/fonts.ts'
import { mmOfPoint } from './label-lines.ts'
import type { Measure } from './label-lines.ts'

export type Outlines = {
  measure: Measure
  /** Path data in `outlineUnit`; `x` and `baseline` in mm, where the text begins. */
  path: (text: string, at: { x: number; baseline: number; size: number; bold: boolean }) => string
}

type Command = { command: string; args: number[] }
type Glyph = { advance: number; commands: Command[] }

const letters: Readonly<Record<string, string>> = {
  moveTo: 'M',
  lineTo: 'l',
  quadraticCurveTo: 'q',
  bezierCurveTo: 'c',
  closePath: 'z',
}

/** Path data is in hundredths of a millimetre, 2,540 to the inch: short whole numbers. */
export const outlineUnit = 0.01

const fontOf = (bytes: Buffer): Font => {
  const font = create(bytes)
  if (!('glyphForCodePoint' in font)) throw new Error('the font of labels is a collection')
  return font
}

/** Glyphs are read once: labels say the same few over and over. */
const glyphsOf = (bytes: Buffer): ((sign: string) => Glyph) => {
  const font = fontOf(bytes)
  const known = new Map<string, Glyph>()
  const read = (sign: string): Glyph => {
    const { advanceWidth, path } = font.glyphForCodePoint(sign.codePointAt(0) ?? 0)
    const em = (value: number): number => value / font.unitsPerEm
    const commands = (path.commands as Command[]).map(({ command, args }) => ({ command, args: args.map(em) }))
    return { advance: em(advanceWidth), commands }
  }
  return (sign) => {
    const found = known.get(sign) ?? read(sign)
    known.set(sign, found)
    return found
  }
}

type Pen = { x: number; y: number }

/** One command, relative to where the pen is but for the first of a shape. `pointOf` gives places in units. */
const commandText = ({ command, args }: Command, pen: Pen, pointOf: (x: number, y: number) => Pen): string => {
  const from = command === 'moveTo' ? { x: 0, y: 0 } : { ...pen }
  const numbers: number[] = []
  for (let i = 0; i < args.length; i += 2) {
    const { x, y } = pointOf(args[i] ?? 0, args[i + 1] ?? 0)
    numbers.push(x - from.x, y - from.y)
    Object.assign(pen, { x, y })
  }
  return `${letters[command] ?? ''}${numbers.join(' ').replaceAll(' -', '-')}`
}

export const openOutlines = ({ regular, bold }: PrintFonts): Outlines => {
  const faces = { regular: glyphsOf(regular), bold: glyphsOf(bold) }
  const glyphs = (text: string, isBold: boolean): Glyph[] => Array.from(text).map(isBold ? faces.bold : faces.regular)
  const measure: Measure = (text, size, isBold) =>
    glyphs(text, isBold).reduce((sum, { advance }) => sum + advance, 0) * size * mmOfPoint
  return {
    measure,
    path: (text, { x, baseline, size, bold: isBold }) => {
      const em = size * mmOfPoint
      const units = (mm: number): number => Math.round(mm / outlineUnit)
      const pen: Pen = { x: 0, y: 0 }
      let left = x
      let data = ''
      const pointOf = (right: number, up: number): Pen => ({
        x: units(left + right * em),
        y: units(baseline - up * em),
      })
      for (const { advance, commands } of glyphs(text, isBold)) {
        for (const command of commands) data += commandText(command, pen, pointOf)
        left += advance * em
      }
      return data
    },
  }
}
