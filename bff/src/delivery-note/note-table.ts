// The lines of a note as a table: numbers to the right, so that they add up to the totals below them.
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import type { NoteFacts, NoteLine } from './note-facts.ts'
import { wordsOf } from './note-words.ts'
import type { Language } from './note-words.ts'
import type { Block } from './paginate.ts'
import { colours, fill, heightOf, innerWidth, page, rule, widthOf, write, writeLine } from './pen.ts'
import type { Doc, Style } from './pen.ts'

const pad = 5
const widths = { line: 28, lot: 114, expiry: 64, codes: 62, quantity: 68, unit: 42 } as const

const cell: Style = { size: 9 }
const small: Style = { size: 7.5, colour: colours.soft }
const headStyle: Style = { size: 8, face: 'bold', colour: colours.soft }
const bold: Style = { size: 9.5, face: 'bold' }

type Column = { x: number; width: number; align: 'left' | 'right' }
type Columns = Readonly<Record<'product' | keyof typeof widths, Column>>

/** A quantity is never broken nor cut: its column is as wide as the longest one, and the product's gives way. */
const columnsFor = (doc: Doc, { lines, totals }: NoteFacts): Columns => {
  const longest = new Set([...lines, ...totals].map(({ quantity }) => quantity))
  const needed = Math.max(...[...longest].map((quantity) => widthOf(doc, quantity, bold))) + 2 * pad
  const quantity = Math.max(widths.quantity, needed)
  const { line, lot, expiry, codes, unit } = widths
  const product = innerWidth - line - lot - expiry - codes - quantity - unit
  let before = page.margin
  const next = (width: number, align: Column['align']): Column => {
    const column = { x: before + pad, width: width - 2 * pad, align }
    before += width
    return column
  }
  return {
    line: next(line, 'right'),
    product: next(product, 'left'),
    lot: next(lot, 'left'),
    expiry: next(expiry, 'left'),
    codes: next(codes, 'right'),
    quantity: next(quantity, 'right'),
    unit: next(unit, 'left'),
  }
}

const tableHead = (doc: Doc, columns: Columns, language: Language): Block => {
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
      for (const name of Object.keys(columns) as (keyof Columns)[])
        writeLine(doc, texts[name], { ...columns[name], y: y + 5 }, headStyle)
    },
  }
}

type Goods = Pick<NoteLine, 'product' | 'specification'>
/** How product and specification stand: the latter beside the name where there is room, else below it. */
type Named = { nameHeight: number; beside?: number | undefined; height: number }

const nameOf = (doc: Doc, { product, specification }: Goods, { width }: Column): Named => {
  const nameHeight = heightOf(doc, product, width, cell)
  if (specification === undefined) return { nameHeight, height: nameHeight }
  const beside = widthOf(doc, product, cell) + pad
  if (beside + widthOf(doc, specification, small) <= width) return { nameHeight, beside, height: nameHeight }
  return { nameHeight, height: nameHeight + 1 + heightOf(doc, specification, width, small) }
}

const drawName = (doc: Doc, { product, specification }: Goods, named: Named, column: Column & { y: number }): void => {
  const { x, y, width } = column
  write(doc, product, column, cell)
  if (specification === undefined) return
  // On the same base line as the larger name.
  if (named.beside !== undefined) writeLine(doc, specification, { x: x + named.beside, y: y + 1.5, width }, small)
  else write(doc, specification, { ...column, y: y + named.nameHeight + 1 }, small)
}

/** Measures each once: the same products and lots stand on many lines. */
const measurer = (doc: Doc, columns: Columns) => {
  const names = new Map<string, Named>()
  const lots = new Map<string, number>()
  return {
    name: (goods: Goods): Named => {
      const key = JSON.stringify([goods.product, goods.specification])
      const named = names.get(key) ?? nameOf(doc, goods, columns.product)
      names.set(key, named)
      return named
    },
    lot: (lot: string): number => {
      const height = lots.get(lot) ?? heightOf(doc, lot, columns.lot.width, cell)
      lots.set(lot, height)
      return height
    },
  }
}

const codesOf = ({ items, packs }: NoteLine): string =>
  items + packs === 0 ? '—' : `${String(items)} / ${String(packs)}`

type Table = { columns: Columns; measure: ReturnType<typeof measurer>; head: Block; language: Language }

const rowBlock = (doc: Doc, line: NoteLine, { columns, measure, head, language }: Table): Block => {
  const named = measure.name(line)
  const height = Math.max(named.height, measure.lot(line.lot)) + 7
  return {
    height,
    head,
    draw: (y) => {
      const top = y + 4
      writeLine(doc, String(line.line), { ...columns.line, y: top }, cell)
      drawName(doc, line, named, { ...columns.product, y: top })
      write(doc, line.lot, { ...columns.lot, y: top }, cell)
      writeLine(doc, line.expiresOn ?? '—', { ...columns.expiry, y: top }, cell)
      writeLine(doc, codesOf(line), { ...columns.codes, y: top }, cell)
      writeLine(doc, line.quantity, { ...columns.quantity, y: top }, cell)
      writeLine(doc, unitOfMeasureLabel(line.unit, language), { ...columns.unit, y: top }, cell)
      rule(doc, page.margin, y + height, innerWidth)
    },
  }
}

/** One row a unit of measure: kilograms and pieces add up to nothing together. */
const totalBlocks = (doc: Doc, { lines, totals }: NoteFacts, { columns, language }: Table): Block[] => {
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
  const columns = columnsFor(doc, facts)
  const head = tableHead(doc, columns, language)
  const table = { columns, measure: measurer(doc, columns), head, language }
  return [head, ...facts.lines.map((line) => rowBlock(doc, line, table)), ...totalBlocks(doc, facts, table)]
}
