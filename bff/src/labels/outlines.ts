// Texts as outlines, for files that are drawn where nobody has the font; and their widths, which are the same in every format.
import { create } from 'fontkit'
import type { Font } from 'fontkit'
import type { PrintFonts } from '../printing/fonts.ts'
import { mmOfPoint } from './label-lines.ts'
import type { Measure } from './label-lines.ts'

export type Outlines = {
  measure: Measure
  /** Path data in mm; `x` and `baseline` where the text begins. */
  path: (text: string, at: { x: number; baseline: number; size: number; bold: boolean }) => string
}

type Command = { command: string; args: number[] }
type Glyph = { advance: number; commands: Command[] }

const letters: Readonly<Record<string, string>> = {
  moveTo: 'M',
  lineTo: 'L',
  quadraticCurveTo: 'Q',
  bezierCurveTo: 'C',
  closePath: 'Z',
}

const figure = (value: number): string => String(Math.round(value * 1_000) / 1_000)

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

export const openOutlines = ({ regular, bold }: PrintFonts): Outlines => {
  const faces = { regular: glyphsOf(regular), bold: glyphsOf(bold) }
  const glyphs = (text: string, isBold: boolean): Glyph[] => Array.from(text).map(isBold ? faces.bold : faces.regular)
  const measure: Measure = (text, size, isBold) =>
    glyphs(text, isBold).reduce((sum, { advance }) => sum + advance, 0) * size * mmOfPoint
  return {
    measure,
    path: (text, { x, baseline, size, bold: isBold }) => {
      const em = size * mmOfPoint
      let left = x
      let data = ''
      for (const { advance, commands } of glyphs(text, isBold)) {
        for (const { command, args } of commands) {
          const points = args.map((value, i) => figure(i % 2 === 0 ? left + value * em : baseline - value * em))
          data += `${letters[command] ?? ''}${points.join(' ')}`
        }
        left += advance * em
      }
      return data
    },
  }
}
