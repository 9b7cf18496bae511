// The file of hidden codes for the printing house, written while they are made. It never holds the link of the item: printed apart.
import { PassThrough, Readable, pipeline } from 'node:stream'
import { groupedByFour } from '@ectrace/shared/codes/hidden-code'
import type { Deps } from '../deps.ts'
import { takeBack } from './hidden-ranges.ts'
import type { RangeAsked } from './hidden-ranges.ts'
import { issueHidden } from './issue-hidden.ts'
import type { HiddenRow } from './issue-hidden.ts'

type Language = 'zh' | 'en'

const columns: Record<Language, readonly string[]> = {
  zh: ['序号', '码组', '组内序号', '刮层暗码'],
  en: ['Number', 'Set', 'Index', 'Hidden code'],
}

const csvOf = async function* (chunks: AsyncIterable<HiddenRow[]>, language: Language): AsyncGenerator<string> {
  yield `\ufeff${columns[language].join(',')}\r\n`
  for await (const rows of chunks)
    yield rows.map(({ set, index, hidden }) => `${index + 1},${set},${index},${groupedByFour(hidden)}\r\n`).join('')
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
 * Opens the range and gives its file; number is what a numbered label says, the index in its set counted from 1. Whoever leaves before
 * the end has nothing, and the codes may be asked for again. Throws what `issueHidden` throws.
 */
export const openHiddenFile = async (deps: Deps, asked: RangeAsked, language: Language): Promise<Readable> => {
  const { range, chunks } = await issueHidden(deps, asked)
  return readWholeOr(Readable.from(csvOf(chunks, language), { objectMode: false }), () => takeBack(deps, range, asked))
}
