// Whether an item has a hidden code, and what became of it: for the scan page and for whoever checks one.
import type { ScanView } from '@ectrace/shared/api/scan-views'
import { instantFromMs } from '@ectrace/shared/domain/time'
import type { Deps } from '../deps.ts'
import type { CodePlace } from './hidden-digests.ts'
import { isLocked } from './wrong-tries.ts'
import type { Tries } from './wrong-tries.ts'

/** An item as its code names it. */
export type HiddenItem = CodePlace & { path: string }
type Reading = Pick<Deps['vault'], 'selectFrom'>

/** The range in which the item has its hidden code. */
export const rangeOf = (
  vault: Reading,
  channel: string,
  { batch, set, index }: CodePlace,
): Promise<{ id: number; first: number } | undefined> =>
  vault
    .selectFrom('hidden_range')
    .select(['id', 'first'])
    .where('channel', '=', channel)
    .where('batch', '=', batch)
    .where('code_set', '=', set)
    .where('first', '<=', index)
    .where('last', '>=', index)
    .where('state', '=', 'issued')
    .executeTakeFirst()

export const triesOf = async (vault: Reading, channel: string, path: string): Promise<Tries> => {
  const row = await vault
    .selectFrom('hidden_try')
    .selectAll()
    .where('channel', '=', channel)
    .where('path', '=', path)
    .executeTakeFirst()
  // Only this folder writes it.
  const wrongAt = row === undefined ? [] : (JSON.parse(row.wrong_at) as number[])
  return { wrongAt, lockedUntil: row?.locked_until ?? undefined }
}

/** `person` as `personOf` knows who asks. */
export const hiddenStateOf = async (
  { vault, channel, clock }: Pick<Deps, 'vault' | 'channel' | 'clock'>,
  item: HiddenItem,
  person: string | undefined,
): Promise<Pick<ScanView, 'hidden' | 'hiddenUsed'>> => {
  if ((await rangeOf(vault, channel, item)) === undefined) return { hidden: 'none' }
  const use = await vault
    .selectFrom('hidden_use')
    .select(['used_at', 'person'])
    .where('channel', '=', channel)
    .where('path', '=', item.path)
    .executeTakeFirst()
  if (use !== undefined) {
    const byYou = person !== undefined && use.person === person
    return { hidden: 'used', hiddenUsed: { at: instantFromMs(use.used_at), byYou } }
  }
  return { hidden: isLocked(await triesOf(vault, channel, item.path), clock()) ? 'locked' : 'available' }
}
