// The fonts of printed notes: Noto Sans Hans (OFL), whole in its package, of which only the glyphs in use go into a file.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

export type NoteFonts = { regular: Buffer; bold: Buffer }

const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')), '..', 'fonts')

let loading: Promise<NoteFonts> | undefined

const load = async (): Promise<NoteFonts> => ({
  regular: await readFile(path.join(folder, 'NotoSansHans-Regular.otf')),
  bold: await readFile(path.join(folder, 'NotoSansHans-Bold.otf')),
})

/** Read once, when the first note is asked for. */
export const noteFonts = (): Promise<NoteFonts> => (loading ??= load())
