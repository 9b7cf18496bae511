// What the platform counted of an organisation's own goods, and what consumers reported of them: nobody's contact, no persons.
import { instantFromMs, toUtcMs } from '@ectrace/shared/domain/time'
import { parseCode } from '@ectrace/shared/codes/trace-code'
import type { Row } from '../tables/table.ts'
import type { Exporting, MakeExport } from './export-table.ts'
import { heads, wordOf } from './export-words.ts'
import { namedGoods } from './named-goods.ts'

const pageLength = 500

async function* scanRows({ deps, principal, language, batch, since }: Exporting, most: number): AsyncGenerator<Row> {
  const named = namedGoods(deps)
  for (let after = 0; ;) {
    const page = await deps.vault
      .selectFrom('scan')
      .select(['n', 'at', 'path', 'batch', 'city', 'by'])
      .where('channel', '=', deps.channel)
      .where('organisation', '=', principal.organisation)
      .where('n', '>', after)
      .where('n', '<=', most)
      .$if(batch !== undefined, (some) => some.where('batch', '=', batch ?? ''))
      .$if(since !== undefined, (some) => some.where('at', '>=', toUtcMs(since ?? '')))
      .orderBy('n')
      .limit(pageLength)
      .execute()
    for (const row of page) {
      const goods = await named.batch(row.batch)
      const at = instantFromMs(row.at)
      yield [at, goods.product.name, goods.batch.lot, row.path, row.city ?? undefined, wordOf(row.by, language)]
    }
    const last = page.at(-1)
    if (last === undefined || page.length < pageLength) return
    after = last.n
  }
}

/** Up to the newest one at its beginning; the oldest first. */
export const exportScans: MakeExport = async (exporting) => {
  const { vault } = exporting.deps
  const newest = await vault
    .selectFrom('scan')
    .select(({ fn }) => fn.max('n').as('n'))
    .executeTakeFirst()
  // Null in an empty table, whatever the type says.
  const most = Number(newest?.n ?? 0)
  return {
    heads: [heads.at, heads.product, heads.lot, heads.codePath, heads.city, heads.by],
    rows: scanRows(exporting, most),
  }
}

async function* reportRows({ deps, principal, language, batch, since }: Exporting, until: number): AsyncGenerator<Row> {
  const named = namedGoods(deps)
  let after = { at: 0, receipt: '' }
  for (;;) {
    const page = await deps.vault
      .selectFrom('report')
      .select(['receipt', 'created_at', 'kind', 'text', 'place', 'city', 'path', 'batch', 'state', 'answer'])
      .where('channel', '=', deps.channel)
      .where('organisation', '=', principal.organisation)
      .where('created_at', '<=', until)
      .where((eb) =>
        eb.or([
          eb('created_at', '>', after.at),
          eb.and([eb('created_at', '=', after.at), eb('receipt', '>', after.receipt)]),
        ]),
      )
      .$if(batch !== undefined, (some) => some.where('batch', '=', batch ?? ''))
      .$if(since !== undefined, (some) => some.where('created_at', '>=', toUtcMs(since ?? '')))
      .orderBy('created_at')
      .orderBy('receipt')
      .limit(pageLength)
      .execute()
    for (const { receipt, created_at, kind, text, place, city, path, state, answer, ...row } of page) {
      const goods = await named.batch(row.batch)
      const said = [wordOf(kind, language), text, place ?? undefined, city ?? undefined]
      const of = [goods.product.name, goods.batch.lot, path]
      yield [receipt, instantFromMs(created_at), ...of, ...said, wordOf(state, language), answer ?? undefined]
    }
    const last = page.at(-1)
    if (last === undefined || page.length < pageLength) return
    after = { at: last.created_at, receipt: last.receipt }
  }
}

/** Those that had come when it began; the oldest first. */
export const exportReports: MakeExport = (exporting) =>
  Promise.resolve({
    heads: [
      ...[heads.receipt, heads.at, heads.product, heads.lot, heads.codePath, heads.kind, heads.text],
      ...[heads.saidPlace, heads.city, heads.state, heads.answer],
    ],
    rows: reportRows(exporting, exporting.deps.clock()),
  })
