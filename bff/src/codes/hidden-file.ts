// The file of hidden codes for the printing house, written while they are made. It never holds the link of the item: printed apart.
import { PassThrough, Readable, pipeline } from 'node:stream'
import { groupedByFour } from '@ectrace/shared/codes/hidden-code'
import type { Deps } from '../deps.ts'
import { takeBack } from './hidden-ranges.ts'
import type { RangeAsked } from './hidden-ranges.ts'
import { issueHidden } from './issue-hidden.ts'
import type { HiddenRow } from './issue-hidden.ts'
import { tableBytes } from '../tables/table.ts'
import type { Row, TableFormat } from '../tables/table.ts'

type Format = { format: TableFormat; language: 'zh' | 'en' }

/** Beside the hidden code the number that a numbered label says: the index in its set, counted from 1. */
const words = {
  zh: { sheet: '刮层暗码', columns: ['序号', '码组', '组内序号', '刮层暗码'] },
  en: { sheet: 'Hidden codes', columns: ['Number', 'Set', 'Index', 'Hidden code'] },
} as const

const rowsOf = async function* (chunks: AsyncIterable<HiddenRow[]>): AsyncGenerator<Row> {
  for await (const rows of chunks)
    for (const { set, index, hidden } of rows) yield [index + 1, set, index, groupedByFour(hidden)]
}

const bytesOf = (chunks: AsyncIterable<HiddenRow[]>, { format, language }: Format): AsyncGenerator<Uint8Array> => {
  const { sheet, columns } = words[language]
  return tableBytes(format, { sheet, columns: columns.map((title) => ({ title })), rows: rowsOf(chunks) })
}

/** `source`, and what is to be done before it is closed when it was not read to its end. */
const readWholeOr = (source: Readable, broken: () => Promise<void>): Readable => {
  const file = new PassThrough({
    destroy(error, done) {
      if (this.readableEnded) {
        done(error)
        return
      }
      broken().then(
        () => done(error),
        (cause: unknown) => done(cause instanceof Error ? cause : error),
      )
    },
  })
  // Whoever reads the file is told by the file.
  pipeline(source, file, () => undefined)
  return file
}

/**
 * Opens the range and gives its file. Whoever leaves before the end has nothing, and the codes may be asked for again. Throws what
 * `issueHidden` throws.
 */
export const openHiddenFile = async (deps: Deps, asked: RangeAsked, form: Format): Promise<Readable> => {
  const { range, chunks } = await issueHidden(deps, asked)
  return readWholeOr(Readable.from(bytesOf(chunks, form), { objectMode: false }), () => takeBack(deps, range, asked))
}
