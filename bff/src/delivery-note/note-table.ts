// The lines of a note as a table: numbers to the right, so that they add up to the totals below them.
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import type { NoteFacts, NoteLine } from './note-facts.ts'
import { wordsOf } from './note-words.ts'
import type { Language } from './note-words.ts'
import type { Block } from './paginate.ts'
import { colours, fill, heightOf, innerWidth, page, rule, write, writeLine } from './pen.ts'
import type { Doc, Style } from './pen.ts'

const pad = 5
const widths = { line: 28, lot: 114, expiry: 64, codes: 62, quantity: 68, unit: 42 } as const
const productWidth = innerWidth - Object.values(widths).reduce((sum, width) => sum + width, 0)

type Column = { x: number; width: number; align: 'left' | 'right' }
const columnAt = (before: number, width: number, align: Column['align']): Column => ({
  x: page.margin + before + pad,
  width: width - 2 * pad,
  align,
})
const columns = {
  line: columnAt(0, widths.line, 'right'),
  product: columnAt(widths.line, productWidth, 'left'),
  lot: columnAt(widths.line + productWidth, widths.lot, 'left'),
  expiry: columnAt(widths.line + productWidth + widths.lot, widths.expiry, 'left'),
  codes: columnAt(widths.line + productWidth + widths.lot + widths.expiry, widths.codes, 'right'),
  quantity: columnAt(innerWidth - widths.unit - widths.quantity, widths.quantity, 'right'),
  unit: columnAt(innerWidth - widths.unit, widths.unit, 'left'),
} as const

const cell: Style = { size: 9 }
const small: Style = { size: 7.5, colour: colours.soft }
const headStyle: Style = { size: 8, face: 'bold', colour: colours.soft }
const bold: Style = { size: 9.5, face: 'bold' }

const tableHead = (doc: Doc, language: Language): Block => {
  const words = wordsOf(language)
  const texts = {
    line: words.line,
    product: words.product,
    lot: words.lot,
    expiry: words.expiry,
    codes: words.codes,
    quantity: words.quantity,
    unit: words.unit,
  }
  return {
    height: 22,
    draw: (y) => {
      fill(doc, page.margin, y, innerWidth, 20)
      for (const name of Object.keys(columns) as (keyof typeof columns)[])
        writeLine(doc, texts[name], { ...columns[name], y: y + 5 }, headStyle)
    },
  }
}

/** Heights by text and width: the same products stand on many lines. */
const measurer = (doc: Doc): ((text: string, column: Column, style: Style) => number) => {
  const known = new Map<string, number>()
  return (text, { width }, style) => {
    const key = `${String(width)}/${String(style.size)}/${text}`
    const height = known.get(key) ?? heightOf(doc, text, width, style)
    known.set(key, height)
    return height
  }
}

const codesOf = ({ items, packs }: NoteLine): string =>
  items + packs === 0 ? '—' : `${String(items)} / ${String(packs)}`

const rowBlock = (
  doc: Doc,
  line: NoteLine,
  measure: ReturnType<typeof measurer>,
  head: Block,
  language: Language,
): Block => {
  const { product, specification, lot } = line
  const nameHeight = measure(product, columns.product, cell)
  const specificationHeight = specification === undefined ? 0 : measure(specification, columns.product, small) + 1
  const height = Math.max(nameHeight + specificationHeight, measure(lot, columns.lot, cell)) + 7
  return {
    height,
    head,
    draw: (y) => {
      const top = y + 4
      writeLine(doc, String(line.line), { ...columns.line, y: top }, cell)
      write(doc, product, { ...columns.product, y: top }, cell)
      if (specification !== undefined) write(doc, specification, { ...columns.product, y: top + nameHeight + 1 }, small)
      write(doc, lot, { ...columns.lot, y: top }, cell)
      writeLine(doc, line.expiresOn ?? '—', { ...columns.expiry, y: top }, cell)
      writeLine(doc, codesOf(line), { ...columns.codes, y: top }, cell)
      writeLine(doc, line.quantity, { ...columns.quantity, y: top }, cell)
      writeLine(doc, unitOfMeasureLabel(line.unit, language), { ...columns.unit, y: top }, cell)
      rule(doc, page.margin, y + height, innerWidth)
    },
  }
}

/** One row a unit of measure: kilograms and pieces add up to nothing together. */
const totalBlocks = (doc: Doc, { lines, totals }: NoteFacts, language: Language): Block[] => {
  const words = wordsOf(language)
  const count = (kind: 'items' | 'packs'): number => lines.reduce((sum, line) => sum + line[kind], 0)
  return totals.map(({ unit, quantity }, i) => ({
    height: 20,
    draw: (y) => {
      if (i === 0) {
        writeLine(doc, words.total, { ...columns.product, y: y + 5 }, bold)
        writeLine(doc, `${String(count('items'))} / ${String(count('packs'))}`, { ...columns.codes, y: y + 5 }, bold)
      }
      writeLine(doc, quantity, { ...columns.quantity, y: y + 5 }, bold)
      writeLine(doc, unitOfMeasureLabel(unit, language), { ...columns.unit, y: y + 5 }, bold)
    },
  }))
}

export const tableBlocks = (doc: Doc, facts: NoteFacts, language: Language): Block[] => {
  const head = tableHead(doc, language)
  const measure = measurer(doc)
  const rows = facts.lines.map((line) => rowBlock(doc, line, measure, head, language))
  return [head, ...rows, ...totalBlocks(doc, facts, language)]
}
