// A workbook's first visible sheet as a table. Formulas are not calculated: their last results stand in the file.
import { readXml } from './read-xml.ts'
import { openZip } from './read-zip.ts'
import type { Zip } from './read-zip.ts'
import { mostCharacters, unreadable } from './cells.ts'
import type { TableRow } from './cells.ts'
import { readBook } from './xlsx-book.ts'
import { readSheet, unescaped } from './xlsx-sheet.ts'

/** Only the texts that the sheet's cells point to are kept: a file may hold very many others. */
const sharedTexts =
  (zip: Zip, part: string | undefined) =>
  async (wanted: ReadonlySet<number>): Promise<ReadonlyMap<number, string>> => {
    const texts = new Map<number, string>()
    const chunks = part === undefined ? undefined : zip.read(part)
    if (chunks === undefined || wanted.size === 0) return texts
    let at = -1
    let heard = ''
    let inText = false
    let phonetic = false
    await readXml(chunks, {
      open: (name) => {
        if (name === 'si') [at, heard] = [at + 1, '']
        if (name === 'rPh') phonetic = true
        if (name === 't') inText = !phonetic && wanted.has(at)
      },
      text: (text) => {
        if (inText && heard.length <= mostCharacters) heard += text
      },
      close: (name) => {
        if (name === 't') inText = false
        if (name === 'rPh') phonetic = false
        if (name === 'si' && wanted.has(at)) texts.set(at, unescaped(heard))
      },
    })
    return texts
  }

/** Throws FILE_UNREADABLE or FILE_TOO_LARGE, naming the rule. */
export const readXlsx = async (bytes: Buffer): Promise<TableRow[]> => {
  const zip = openZip(bytes)
  const book = await readBook(zip)
  const sheet = zip.read(book.sheet)
  if (sheet === undefined) throw unreadable('sheet.missing')
  return readSheet(sheet, book, sharedTexts(zip, book.strings))
}
