// Codes of a batch that no act has named yet, page by page: found by their place, without a list of all.
import type { AsOf, CodeView, Page } from '@ectrace/shared/api/views'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import { knownSets } from '../codes/known-sets.ts'
import { codesOfSet } from '../codes/set-codes.ts'
import type { Deps } from '../deps.ts'

type Place = { set: number; index: number }

/** So many codes are looked at for one page: one that begins among codes that have all acted is short, and says where to go on. */
const mostLookedAt = 20_000
const aLook = 500

const placeOf = (after: string | undefined): Place => {
  const [, set, index] = /^(\d{1,3}):(\d{1,7})$/.exec(after ?? '0:0') ?? []
  if (set === undefined || index === undefined) throw fault('VALIDATION_FAILED', 'after', 'cursor', after)
  return { set: Number(set), index: Number(index) }
}

const freeOf = async (deps: Deps, batch: string, { set, index }: Place, count: number): Promise<CodeView[]> => {
  const paths = await codesOfSet(deps, { batch, set, from: index, count })
  const names = paths.map((path): string => keys.unit(path))
  const acted = await deps.readModel.selectFrom('unit').select('path').where('key', 'in', names).execute()
  const gone = new Set(acted.map(({ path }) => path))
  return paths.flatMap((path, i) => (gone.has(path) ? [] : [{ path, set, index: index + i }]))
}

/** Free codes from a place on, at most `limit`, and the place behind the last code looked at. */
const walk = async (
  deps: Deps,
  batch: string,
  start: Place,
  limit: number,
): Promise<{ items: CodeView[]; next: Place | undefined }> => {
  const sets = await knownSets(deps, batch)
  const items: CodeView[] = []
  let [place, looked] = [start, 0]
  for (;;) {
    const set = sets[place.set]
    if (set === undefined) return { items, next: undefined }
    const count = Math.min(aLook, set.count - place.index)
    if (count <= 0) {
      place = { set: place.set + 1, index: 0 }
      continue
    }
    if (items.length >= limit || looked >= mostLookedAt) return { items, next: place }
    const found = (await freeOf(deps, batch, place, count)).slice(0, limit - items.length)
    items.push(...found)
    const full = items.length >= limit ? items.at(-1) : undefined
    place = { set: place.set, index: full === undefined ? place.index + count : full.index + 1 }
    looked += count
  }
}

/** How many codes of the batch are free: minted, and no unit by themselves yet. */
const totalOf = async (deps: Deps, batch: string): Promise<number> => {
  const { n } = await deps.readModel
    .selectFrom('unit')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('batch', '=', batch)
    .where('path', 'like', '%/21/%')
    .executeTakeFirstOrThrow()
  return (await knownSets(deps, batch)).reduce((all, { count }) => all + count, 0) - n
}

export const freeCodePage = async (
  deps: Deps,
  batch: string,
  { after, limit, asOf }: { after?: string | undefined; limit: number; asOf: AsOf },
): Promise<Page<CodeView>> => {
  const { items, next } = await walk(deps, batch, placeOf(after), limit)
  const total = await totalOf(deps, batch)
  return { items, total, asOf, ...(next === undefined ? {} : { next: `${String(next.set)}:${String(next.index)}` }) }
}
