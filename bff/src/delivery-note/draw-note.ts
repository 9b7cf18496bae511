// Draws a delivery note page by page into a PDF that is read while it is made: between two pages others get their turn.
import { setImmediate as turn } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import PDFDocument from 'pdfkit'
import type { NoteFacts } from './note-facts.ts'
import { grouped } from '../printing/grouped.ts'
import { printFonts } from '../printing/fonts.ts'
import { headBlocks } from './note-head.ts'
import { tableBlocks } from './note-table.ts'
import { endBlocks } from './note-end.ts'
import { wordsOf } from './note-words.ts'
import type { Language } from './note-words.ts'
import { paginate } from './paginate.ts'
import { colours, innerWidth, page, rule, writeLine } from './pen.ts'
import type { Doc } from './pen.ts'

const footer = (doc: Doc, facts: NoteFacts, language: Language, number: number, pages: number): void => {
  const words = wordsOf(language)
  const style = { size: 8, colour: colours.soft }
  const y = page.height - page.margin - 10
  rule(doc, page.margin, y - 6, innerWidth)
  const box = { x: page.margin, y, width: innerWidth }
  writeLine(doc, `${words.no} ${grouped(facts.no)}`, box, style)
  writeLine(doc, words.page(number, pages), { ...box, align: 'right' }, style)
}

const draw = async (doc: Doc, facts: NoteFacts, language: Language): Promise<void> => {
  const blocks = [
    ...headBlocks(doc, facts, language),
    ...tableBlocks(doc, facts, language),
    ...endBlocks(doc, facts, language),
  ]
  const pages = paginate(blocks, page.margin, page.height - page.margin - page.foot)
  for (const [i, placed] of pages.entries()) {
    // The reader has gone: the rest is for nobody.
    if (doc.destroyed) return
    doc.addPage({ size: 'A4', margin: 0 })
    for (const { block, y } of placed) block.draw(y)
    footer(doc, facts, language, i + 1, pages.length)
    await turn()
  }
  doc.end()
}

/** The note as a stream of PDF bytes. A fault while drawing ends the stream with it. */
export const drawNote = async (facts: NoteFacts, language: Language): Promise<Readable> => {
  const { regular, bold } = await printFonts()
  const words = wordsOf(language)
  const info = { Title: `${words.title} ${facts.no}`, Author: facts.supplier.name, Creator: 'EC Trace' }
  const doc = new PDFDocument({ autoFirstPage: false, size: 'A4', margin: 0, lang: language, info })
  doc.registerFont('regular', regular)
  doc.registerFont('bold', bold)
  draw(doc, facts, language).catch((error: unknown) => {
    doc.destroy(error instanceof Error ? error : new Error('drawing failed'))
  })
  return doc
}
