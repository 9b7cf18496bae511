// What a workbook says about its sheets: which is the first that is shown, how days are counted, which styles are dates.
import { readXml } from './read-xml.ts'
import type { XmlReader } from './read-xml.ts'
import type { Zip } from './read-zip.ts'
import { tooLarge, unreadable } from './cells.ts'

/** `sheet` and `strings` are names of parts. `isDate`: by the number of a cell's style. */
export type Book = { sheet: string; strings: string | undefined; from1904: boolean; isDate: (style: number) => boolean }

type Link = { id: string; kind: string; part: string }

const mostLinks = 500
const mostStyles = 65_536

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true'

/** `../a/b.xml` seen from `xl/worksheets`. Such names never lead out of the file: there is nothing outside to look for. */
const resolved = (folder: string, target: string): string => {
  if (target.startsWith('/')) return target.slice(1)
  const parts = folder === '' ? [] : folder.split('/')
  for (const step of target.split('/')) {
    if (step === '..') parts.pop()
    else if (step !== '.') parts.push(step)
  }
  return parts.join('/')
}

const read = async (zip: Zip, part: string, reader: XmlReader): Promise<boolean> => {
  const chunks = zip.read(part)
  if (chunks === undefined) return false
  await readXml(chunks, reader)
  return true
}

/** What a part (the package itself: '') leads to. */
const linksOf = async (zip: Zip, part: string): Promise<Link[]> => {
  const slash = part.lastIndexOf('/')
  const folder = slash < 0 ? '' : part.slice(0, slash)
  const links: Link[] = []
  await read(zip, `${folder === '' ? '' : `${folder}/`}_rels/${part.slice(slash + 1)}.rels`, {
    open: (name, { Id = '', Type = '', Target = '', TargetMode }) => {
      if (name !== 'Relationship' || TargetMode === 'External') return
      if (links.length === mostLinks) throw tooLarge('sheet.links')
      links.push({ id: Id, kind: Type.slice(Type.lastIndexOf('/') + 1), part: resolved(folder, Target) })
    },
  })
  return links
}

type Sheets = { from1904: boolean; shown: string[] }

const sheetsOf = async (zip: Zip, workbook: string): Promise<Sheets> => {
  const found: Sheets = { from1904: false, shown: [] }
  const known = await read(zip, workbook, {
    open: (name, { date1904, state = 'visible', id = '' }) => {
      if (name === 'workbookPr') found.from1904 = isTrue(date1904)
      if (name === 'sheet' && state === 'visible') found.shown.push(id)
    },
  })
  if (!known) throw unreadable('file.not-a-workbook')
  return found
}

/** Formats that are there without being written down (ECMA-376 part 1, 18.8.30), those of Chinese too. */
const builtInDates: readonly (readonly [number, number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
]

/** A format speaks of days or times when a letter of them is left without its texts, colours, conditions and escapes. */
const speaksOfTime = (format: string): boolean =>
  /[ymdhs年月日]/i.test(format.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|General/gi, ''))

const dateStyles = async (zip: Zip, part: string | undefined): Promise<(style: number) => boolean> => {
  const formats = new Map<number, boolean>()
  const styles: number[] = []
  let cellStyles = false
  if (part !== undefined)
    await read(zip, part, {
      open: (name, { numFmtId = '0', formatCode = '' }) => {
        if (formats.size + styles.length > mostStyles) throw tooLarge('sheet.styles')
        if (name === 'numFmt') formats.set(Number(numFmtId), speaksOfTime(formatCode))
        if (name === 'cellXfs') cellStyles = true
        if (name === 'xf' && cellStyles) styles.push(Number(numFmtId))
      },
      close: (name) => {
        if (name === 'cellXfs') cellStyles = false
      },
    })
  return (style) => {
    const format = styles[style] ?? 0
    return formats.get(format) ?? builtInDates.some(([from, to]) => format >= from && format <= to)
  }
}

/** Throws FILE_UNREADABLE for a file that is no workbook, or has no sheet that is shown. */
export const readBook = async (zip: Zip): Promise<Book> => {
  const workbook = (await linksOf(zip, '')).find(({ kind }) => kind === 'officeDocument')?.part ?? 'xl/workbook.xml'
  if (workbook.toLowerCase().endsWith('.bin')) throw unreadable('file.binary-workbook')
  const { from1904, shown } = await sheetsOf(zip, workbook)
  const links = await linksOf(zip, workbook)
  const partOf = (kind: string): string | undefined => links.find((link) => link.kind === kind)?.part
  const [sheet] = shown.flatMap((id) => links.filter((link) => link.kind === 'worksheet' && link.id === id))
  if (sheet === undefined) throw unreadable('sheet.none-visible')
  return {
    sheet: sheet.part,
    strings: partOf('sharedStrings'),
    from1904,
    isDate: await dateStyles(zip, partOf('styles')),
  }
}
