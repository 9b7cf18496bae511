// Whether an item has a hidden code and what became of it, as its scans tell; who checks hidden codes writes these rows.
import type { ScanView } from '@ectrace/shared/api/scan-views'
import { instantFromMs } from '@ectrace/shared/domain/time'
import type { Deps } from '../deps.ts'
import type { Resolved } from '../trace/resolve-code.ts'

type Part = Pick<Deps, 'vault' | 'channel' | 'clock'>
type Item = Pick<Required<Resolved>, 'code' | 'batch' | 'item'>
type HiddenState = Pick<ScanView, 'hidden' | 'hiddenUsed'>

const useOf = (
  { vault, channel }: Part,
  path: string,
): Promise<{ used_at: number; person: string | null } | undefined> =>
  vault.first(
    'hidden use',
    () => vault.selectFrom('hidden_use').select(['used_at', 'person']).where('channel', '=', '').where('path', '=', ''),
    [channel, path],
  )

const lockedUntil = ({ vault, channel }: Part, path: string): Promise<{ locked_until: number | null } | undefined> =>
  vault.first(
    'hidden lock',
    () => vault.selectFrom('hidden_try').select('locked_until').where('channel', '=', '').where('path', '=', ''),
    [channel, path],
  )

const rangeOf = ({ vault, channel }: Part, batch: string, { set, index }: Item['item']): Promise<unknown> =>
  vault.first(
    'hidden range',
    () =>
      vault
        .selectFrom('hidden_range')
        .select('id')
        .where('channel', '=', '')
        .where('batch', '=', '')
        .where('code_set', '=', 0)
        .where('first', '<=', 0)
        .where('last', '>=', 0)
        .limit(1),
    [channel, batch, set, index, index, 1],
  )

export const hiddenStateOf = async (
  part: Part,
  { code: { path }, batch, item }: Item,
  person: string | undefined,
): Promise<HiddenState> => {
  if ((await rangeOf(part, batch.id, item)) === undefined) return { hidden: 'none' }
  const use = await useOf(part, path)
  if (use !== undefined) {
    const byYou = person !== undefined && use.person === person
    return { hidden: 'used', hiddenUsed: { at: instantFromMs(use.used_at, 0), byYou } }
  }
  const lock = (await lockedUntil(part, path))?.locked_until ?? 0
  return { hidden: lock > part.clock() ? 'locked' : 'available' }
}
