// The fonts of printed notes and labels: Noto Sans Hans (OFL), whole in its package, of which only the glyphs in use go into a file.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fonts } from '@embedpdf/fonts-sc'
import { z } from 'zod'

export type PrintFonts = { regular: Buffer; bold: Buffer }

const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')), '..', 'fonts')

let loading: Promise<PrintFonts> | undefined

/** The package's own types lead to one that it does not bring. */
const files = z.array(z.object({ file: z.string(), weight: z.number() })).parse(fonts)

const fontOf = (weight: number): Promise<Buffer> =>
  readFile(path.join(folder, files.find((font) => font.weight === weight)?.file ?? ''))

const load = async (): Promise<PrintFonts> => ({ regular: await fontOf(400), bold: await fontOf(700) })

/** Read once, when the first thing is printed. */
export const printFonts = (): Promise<PrintFonts> => (loading ??= load())
