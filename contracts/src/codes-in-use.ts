// Only codes in use enter trade: a printed, frozen or void one is refused, loose or inside of a pack, wherever goods change hands.
import { openStoppedCodes } from '@ectrace/shared/codes/stopped-codes'
import type { CodedUnit, Purpose, Stopped } from '@ectrace/shared/codes/stopped-codes'
import { fault } from '@ectrace/shared/errors'
import type { State } from '@ectrace/shared/ledger/state'
import type { LedgerState } from './ledger-state.ts'

type Unit = State['unit']
type Spans = NonNullable<NonNullable<Unit['pack']>['minted']>
/** `field` names the unit. */
export type Named = { row: CodedUnit; field: string }

const rules: Record<Stopped['why'], string> = {
  printed: 'code.activated',
  frozen: 'code.not-frozen',
  void: 'code.not-void',
  unread: 'packs.at-most-looked-into',
}

/**
 * CODE_NOT_ACTIVE at the unit's field, with the stopped code's own path as value, unless all units of the batch, and all items in those that
 * are packs, are in use.
 */
export type RequireInUse = (batch: string, named: readonly Named[]) => Promise<void>

/** One for a whole act. */
export const openUseCheck = (state: LedgerState, purpose: Purpose): RequireInUse => {
  const findStopped = openStoppedCodes(state.get, purpose)
  return async (batch, named) => {
    for (const { row, field } of named) {
      const stopped = await findStopped(batch, row)
      if (stopped !== undefined) throw fault('CODE_NOT_ACTIVE', field, rules[stopped.why], stopped.path)
    }
  }
}

/** From the lowest to the highest index of what goes into a pack, for each set: so the pack is opened only where it may hold a stopped code. */
export const spansOf = (rows: readonly Unit[]): { minted?: Spans } => {
  const bySet = new Map<number, { set: number; from: number; to: number }>()
  const inside = rows.flatMap(({ minted, pack }): Spans => {
    const own = minted === undefined ? [] : [{ set: minted.set, from: minted.index, to: minted.index }]
    return [...own, ...(pack?.minted ?? [])]
  })
  for (const { set, from, to } of inside) {
    const known = bySet.get(set) ?? { set, from, to }
    bySet.set(set, { set, from: Math.min(known.from, from), to: Math.max(known.to, to) })
  }
  return bySet.size === 0 ? {} : { minted: [...bySet.values()].sort((a, b) => a.set - b.set) }
}
