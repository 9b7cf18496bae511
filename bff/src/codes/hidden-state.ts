// Whether an item has a hidden code, and what became of it: for scans, and for whoever checks one.
import type { ScanView } from '@ectrace/shared/api/scan-views'
import { instantFromMs } from '@ectrace/shared/domain/time'
import type { Deps } from '../deps.ts'
import type { CodePlace } from './find-codes.ts'
import { isLocked } from './wrong-tries.ts'
import type { Tries } from './wrong-tries.ts'

/** An item by its code and by its place among the minted ones. */
export type HiddenItem = CodePlace & { batch: string; path: string }
type Part = Pick<Deps, 'vault' | 'channel'>
type Use = { used_at: number; person: string | null; city: string | null }
type HiddenState = Pick<ScanView, 'hidden' | 'hiddenUsed'>

/** The range in which the item has its hidden code. */
export const rangeOf = (
  { vault, channel }: Part,
  { batch, set, index }: HiddenItem,
): Promise<{ id: number; first: number } | undefined> =>
  vault.first(
    'hidden range',
    () =>
      vault
        .selectFrom('hidden_range')
        .select(['id', 'first'])
        .where('channel', '=', '')
        .where('batch', '=', '')
        .where('code_set', '=', 0)
        .where('first', '<=', 0)
        .where('last', '>=', 0)
        .where('state', '=', 'issued'),
    [channel, batch, set, index, index, 'issued'],
  )

export const useOf = ({ vault, channel }: Part, path: string): Promise<Use | undefined> =>
  vault.first(
    'hidden use',
    () =>
      vault
        .selectFrom('hidden_use')
        .select(['used_at', 'person', 'city'])
        .where('channel', '=', '')
        .where('path', '=', ''),
    [channel, path],
  )

/** Only this folder writes the row. */
export const readTries = (row: { wrong_at: string; locked_until: number | null } | undefined): Tries =>
  row === undefined
    ? { wrongAt: [] }
    : { wrongAt: JSON.parse(row.wrong_at) as number[], lockedUntil: row.locked_until ?? undefined }

const triesOf = async ({ vault, channel }: Part, path: string): Promise<Tries> =>
  readTries(
    await vault.first(
      'hidden tries',
      () =>
        vault
          .selectFrom('hidden_try')
          .select(['wrong_at', 'locked_until'])
          .where('channel', '=', '')
          .where('path', '=', ''),
      [channel, path],
    ),
  )

export const isUsedBy = ({ person: before }: Pick<Use, 'person'>, person: string | undefined): boolean =>
  person !== undefined && before === person

/** `person` as `personOf` knows who asks. */
export const hiddenStateOf = async (
  part: Part & Pick<Deps, 'clock'>,
  item: HiddenItem,
  person: string | undefined,
): Promise<HiddenState> => {
  if ((await rangeOf(part, item)) === undefined) return { hidden: 'none' }
  const use = await useOf(part, item.path)
  if (use !== undefined)
    return { hidden: 'used', hiddenUsed: { at: instantFromMs(use.used_at, 0), byYou: isUsedBy(use, person) } }
  return { hidden: isLocked(await triesOf(part, item.path), part.clock()) ? 'locked' : 'available' }
}
