// A hidden code that somebody types: right once, wrong a few times, and never worth guessing.
import type { HiddenCheckView } from '@ectrace/shared/api/code-views'
import { instantFromMs } from '@ectrace/shared/domain/time'
import { AppError } from '@ectrace/shared/errors'
import type { Transaction } from 'kysely'
import type { Deps } from '../deps.ts'
import type { VaultTables } from '../store/vault.ts'
import { hiddenDigests, standsAt, tileSize } from './hidden-digests.ts'
import { isUsedBy, rangeOf, readTries } from './hidden-state.ts'
import type { HiddenItem } from './hidden-state.ts'
import { afterWrong, isLocked } from './wrong-tries.ts'
import type { Tries } from './wrong-tries.ts'

/** `person` as `personOf` knows who asks; `city` as the platform looked it up. */
export type HiddenCheck = { item: HiddenItem; hidden: string; person?: string | undefined; city?: string | undefined }
type Writer = Transaction<VaultTables>
type Place = { channel: string; path: string }

const isRight = async (deps: Deps, range: { id: number; first: number }, check: HiddenCheck): Promise<boolean> => {
  const { item, hidden } = check
  const position = item.index - range.first
  const row = await deps.vault
    .selectFrom('hidden_tile')
    .select('digests')
    .where('hidden_range', '=', range.id)
    .where('tile', '=', Math.floor(position / tileSize))
    .executeTakeFirst()
  const [digest = ''] = await hiddenDigests(deps, [{ ...item, hidden }])
  return standsAt(row?.digests ?? '', position % tileSize, digest)
}

const countWrong = async (writer: Writer, place: Place, tries: Tries, now: number): Promise<HiddenCheckView> => {
  const { left, wrongAt, lockedUntil = null } = afterWrong(tries, now)
  const row = { wrong_at: JSON.stringify(wrongAt), locked_until: lockedUntil }
  await writer
    .insertInto('hidden_try')
    .values({ ...place, ...row })
    .onConflict((conflict) => conflict.columns(['channel', 'path']).doUpdateSet(row))
    .execute()
  return lockedUntil === null ? { outcome: 'wrong', left } : { outcome: 'locked', until: instantFromMs(lockedUntil, 0) }
}

/** The first to be right is told so, everybody after that when it was. */
const use = async (
  writer: Writer,
  place: Place,
  range: number,
  { person, city }: Pick<HiddenCheck, 'person' | 'city'>,
  at: number,
): Promise<HiddenCheckView> => {
  const before = await writer
    .selectFrom('hidden_use')
    .selectAll()
    .where('channel', '=', place.channel)
    .where('path', '=', place.path)
    .executeTakeFirst()
  if (before !== undefined) {
    const where = before.city === null ? {} : { city: before.city }
    return { outcome: 'used', usedAt: instantFromMs(before.used_at, 0), byYou: isUsedBy(before, person), ...where }
  }
  await writer
    .insertInto('hidden_use')
    .values({ ...place, hidden_range: range, used_at: at, person: person ?? null, city: city ?? null })
    .execute()
  return { outcome: 'matched', usedAt: instantFromMs(at, 0) }
}

/** Ranges may be replaced between two moments: nothing may be used of one that is gone. */
const requireGood = async (writer: Writer, range: number): Promise<void> => {
  const row = await writer
    .selectFrom('hidden_range')
    .select('id')
    .where('id', '=', range)
    .where('state', '=', 'issued')
    .executeTakeFirst()
  if (row === undefined)
    throw new AppError('STATE_CONFLICT', { details: { faults: [{ field: 'hidden', rule: 'hidden.issued-anew' }] } })
}

/**
 * Compares, counts and keeps in one transaction of the vault, which come one after the other: of many at once exactly one is
 * `matched`, and no more wrong ones are answered than may be tried. While the code is locked a right one is not told.
 */
export const checkHidden = async (deps: Deps, check: HiddenCheck): Promise<HiddenCheckView> => {
  const { vault, channel, clock } = deps
  const { item } = check
  const range = await rangeOf(deps, item)
  if (range === undefined) return { outcome: 'none' }
  const right = await isRight(deps, range, check)
  const place: Place = { channel, path: item.path }
  return vault.transaction().execute(async (writer) => {
    await requireGood(writer, range.id)
    const tries = readTries(
      await writer
        .selectFrom('hidden_try')
        .select(['wrong_at', 'locked_until'])
        .where('channel', '=', channel)
        .where('path', '=', item.path)
        .executeTakeFirst(),
    )
    const now = clock()
    if (isLocked(tries, now)) return { outcome: 'locked', until: instantFromMs(tries.lockedUntil ?? now, 0) }
    return right ? use(writer, place, range.id, check, now) : countWrong(writer, place, tries, now)
  })
}
