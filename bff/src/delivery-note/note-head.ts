// The upper part of a note's first page: what it is, who hands over to whom, from where to where, when and how, and the trade's QR code.
import { instantFromMs, toUtcMs } from '@ectrace/shared/domain/time'
import type { Instant } from '@ectrace/shared/domain/time'
import { tradeStateLabel } from '@ectrace/shared/domain/trade'
import { drawQr } from '../printing/draw-qr.ts'
import { grouped } from '../printing/grouped.ts'
import type { NoteFacts, NoteParty, NotePlace } from './note-facts.ts'
import { wordsOf } from './note-words.ts'
import type { Language } from './note-words.ts'
import type { Block } from './paginate.ts'
import { colours, heightOf, innerWidth, page, rule, write, writeLine } from './pen.ts'
import type { Doc } from './pen.ts'

const qrSide = 108
/** White around the symbol, in points. */
const quiet = 10
const gap = 16
const columnWidth = (innerWidth - gap) / 2
const left = page.margin

const label = { size: 8, colour: colours.soft } as const
const value = { size: 9.5 } as const
const dense = { size: 9 } as const
const strong = { size: 11.5, face: 'bold' } as const

/** In China's time, to the minute. */
const clock = (instant: Instant): string => `${instantFromMs(toUtcMs(instant)).slice(0, 16).replace('T', ' ')} (UTC+8)`

const titleBlock = (doc: Doc, facts: NoteFacts, language: Language): Block => {
  const words = wordsOf(language)
  const width = innerWidth - qrSide - gap
  const title = facts.returnOf === undefined ? words.title : words.returnTitle
  return {
    height: qrSide + 16,
    draw: (y) => {
      write(doc, title, { x: left, y, width }, { size: 24, face: 'bold' })
      write(doc, words.no, { x: left, y: y + 42, width }, label)
      writeLine(doc, grouped(facts.no), { x: left, y: y + 54, width }, { size: 13, face: 'bold' })
      write(doc, words.state, { x: left, y: y + 78, width }, label)
      writeLine(doc, tradeStateLabel(facts.state, language), { x: left, y: y + 90, width }, value)
      if (facts.state === 'cancelled')
        writeLine(
          doc,
          words.voided,
          { x: left, y: y + 6, width, align: 'right' },
          { size: 20, face: 'bold', colour: colours.alarm },
        )
      // The quiet zone may reach into the margin: the dark modules stand on the edge of the type area.
      const x = page.width - page.margin - qrSide + quiet
      drawQr(doc, facts.link, x, y - quiet, qrSide)
      writeLine(doc, words.scan, { x, y: y + qrSide - quiet - 6, width: qrSide, align: 'center' }, label)
    },
  }
}

type Side = { title: string; party: NoteParty; placeLabel: string; place: NotePlace | undefined }

const sideBlock = (doc: Doc, { title, party, placeLabel, place }: Side, x: number, language: Language): Block => {
  const words = wordsOf(language)
  const width = columnWidth
  const scheme = words.schemes[party.scheme] ?? party.scheme
  const identity = `${scheme} ${party.value} · ${words.levels[party.level]}`
  const where = place === undefined ? words.notSaid : `${place.name} · ${place.city}`
  const nameHeight = heightOf(doc, party.name, width, strong)
  const identityHeight = heightOf(doc, identity, width, label)
  const whereHeight = heightOf(doc, where, width, value)
  return {
    height: 12 + nameHeight + 3 + identityHeight + 8 + 12 + whereHeight,
    draw: (y) => {
      write(doc, title, { x, y, width }, label)
      write(doc, party.name, { x, y: y + 12, width }, strong)
      const below = y + 12 + nameHeight + 3
      write(doc, identity, { x, y: below, width }, label)
      const placeTop = below + identityHeight + 8
      write(doc, placeLabel, { x, y: placeTop, width }, label)
      write(doc, where, { x, y: placeTop + 12, width }, value)
    },
  }
}

const partiesBlock = (doc: Doc, facts: NoteFacts, language: Language): Block => {
  const words = wordsOf(language)
  const { supplier, buyer, from, to } = facts
  const sides = [
    sideBlock(doc, { title: words.supplier, party: supplier, placeLabel: words.from, place: from }, left, language),
    sideBlock(
      doc,
      { title: words.buyer, party: buyer, placeLabel: words.to, place: to },
      left + columnWidth + gap,
      language,
    ),
  ]
  return {
    height: Math.max(...sides.map(({ height }) => height)) + 20,
    draw: (y) => {
      rule(doc, left, y, innerWidth)
      for (const side of sides) side.draw(y + 10)
    },
  }
}

/** Only what is known, four beside each other. */
const factsBlock = (doc: Doc, facts: NoteFacts, language: Language): Block => {
  const words = wordsOf(language)
  const known: [string, string | undefined][] = [
    [words.dispatchedAt, clock(facts.dispatchedAt)],
    [words.promisedAt, facts.promisedAt === undefined ? undefined : clock(facts.promisedAt)],
    [words.vehicle, facts.vehicle],
    [words.temperature, facts.temperature === undefined ? undefined : `${facts.temperature} ℃`],
    [words.returnOf, facts.returnOf === undefined ? undefined : grouped(facts.returnOf)],
  ]
  const shown = known.flatMap(([name, text]) => (text === undefined ? [] : [{ name, text }]))
  const perRow = 4
  const between = 8
  const width = (innerWidth - between * (perRow - 1)) / perRow
  const rows = Array.from({ length: Math.ceil(shown.length / perRow) }, (_none, i) =>
    shown.slice(i * perRow, (i + 1) * perRow),
  )
  const heights = rows.map((row) => Math.max(...row.map(({ text }) => 12 + heightOf(doc, text, width, dense))) + 6)
  return {
    height: heights.reduce((total, height) => total + height, 0) + 18,
    draw: (y) => {
      rule(doc, left, y, innerWidth)
      let top = y + 10
      rows.forEach((row, i) => {
        row.forEach(({ name, text }, column) => {
          const x = left + column * (width + between)
          write(doc, name, { x, y: top, width }, label)
          write(doc, text, { x, y: top + 12, width }, dense)
        })
        top += heights[i] ?? 0
      })
    },
  }
}

export const headBlocks = (doc: Doc, facts: NoteFacts, language: Language): Block[] => [
  titleBlock(doc, facts, language),
  partiesBlock(doc, facts, language),
  factsBlock(doc, facts, language),
]
