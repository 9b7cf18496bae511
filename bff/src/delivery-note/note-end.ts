// The lower part of a note: documents by digest, where it stands on chain and how to check it, and room for signatures.
import type { NoteFacts } from './note-facts.ts'
import { wordsOf } from './note-words.ts'
import type { Language } from './note-words.ts'
import type { Block } from './paginate.ts'
import { colours, heightOf, innerWidth, page, rule, write, writeLine } from './pen.ts'
import type { Doc, Style } from './pen.ts'

const left = page.margin
const heading: Style = { size: 9.5, face: 'bold' }
const text: Style = { size: 9 }
const small: Style = { size: 8, colour: colours.soft }

const headingBlock = (doc: Doc, words: string): Block => ({
  height: 32,
  draw: (y) => {
    writeLine(doc, words, { x: left, y: y + 14, width: innerWidth }, heading)
  },
})

const kindWidth = 80
const digestWidth = 110

const documentBlocks = (doc: Doc, { documents }: NoteFacts, language: Language): Block[] => {
  if (documents.length === 0) return []
  const words = wordsOf(language)
  const titleWidth = innerWidth - kindWidth - digestWidth
  const rows = documents.map(({ kind, title, digest }): Block => {
    const height = heightOf(doc, title, titleWidth - 8, text) + 8
    return {
      height,
      draw: (y) => {
        writeLine(doc, words.kinds[kind] ?? kind, { x: left, y: y + 4, width: kindWidth }, text)
        write(doc, title, { x: left + kindWidth, y: y + 4, width: titleWidth - 8 }, text)
        const x = left + innerWidth - digestWidth
        writeLine(doc, digest.slice(0, 12), { x, y: y + 4, width: digestWidth, align: 'right' }, text)
        rule(doc, left, y + height, innerWidth)
      },
    }
  })
  const head: Block = {
    height: 32,
    draw: (y) => {
      writeLine(doc, words.documents, { x: left, y: y + 14, width: innerWidth }, heading)
      writeLine(doc, words.digest, { x: left, y: y + 16, width: innerWidth, align: 'right' }, small)
    },
  }
  return [head, ...rows]
}

const chainBlock = (doc: Doc, facts: NoteFacts, language: Language): Block => {
  const words = wordsOf(language)
  const check = words.check(facts.publicUrl)
  const checkHeight = heightOf(doc, check, innerWidth, small)
  return {
    height: 42 + checkHeight,
    draw: (y) => {
      write(doc, words.transaction, { x: left, y, width: innerWidth }, small)
      writeLine(doc, facts.transaction, { x: left, y: y + 11, width: innerWidth }, text)
      writeLine(doc, words.size(facts.size), { x: left, y: y + 27, width: innerWidth }, small)
      write(doc, check, { x: left, y: y + 42, width: innerWidth }, small)
    },
  }
}

const signatureBlock = (doc: Doc, language: Language): Block => {
  const words = wordsOf(language)
  const gap = 24
  const width = (innerWidth - 2 * gap) / 3
  return {
    height: 84,
    draw: (y) => {
      ;[words.handedOver, words.carried, words.received].forEach((who, i) => {
        const x = left + i * (width + gap)
        writeLine(doc, who, { x, y: y + 18, width }, text)
        rule(doc, x, y + 64, width, 0.8)
        writeLine(doc, words.signature, { x, y: y + 68, width }, small)
      })
    },
  }
}

/** On one page together: no heading is left alone at the foot of one, and nobody signs an empty one. */
const joined = (blocks: readonly Block[]): Block => ({
  height: blocks.reduce((sum, { height }) => sum + height, 0),
  draw: (y) => {
    let top = y
    for (const block of blocks) {
      block.draw(top)
      top += block.height
    }
  },
})

export const endBlocks = (doc: Doc, facts: NoteFacts, language: Language): Block[] => [
  ...documentBlocks(doc, facts, language),
  joined([
    headingBlock(doc, wordsOf(language).onChain),
    chainBlock(doc, facts, language),
    signatureBlock(doc, language),
  ]),
]
