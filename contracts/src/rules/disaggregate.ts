// Units come out of a pack, some or all; they are loose again in the hands that hold the pack. An emptied pack is no more.
import { compareInstants } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { requireHeld } from '../dispatch-units.ts'
import { demand, mustExist, requireDistinct, requireNotInFuture, requirePlaceOf, requireRole } from '../guards.ts'
import type { LedgerState } from '../ledger-state.ts'
import { takeOut } from '../packs.ts'
import type { Rule } from '../rule.ts'

type Unit = State['unit']

/** The rows of what comes out: the named children of the pack, or all. */
const leaving = async (state: LedgerState, children: readonly string[], named: readonly string[]): Promise<Unit[]> => {
  const inside = new Set(children)
  const rows: Unit[] = []
  for (const [i, path] of named.entries()) {
    demand(inside.has(path), 'VALIDATION_FAILED', `children.${i}`, 'child.of-pack', path)
    rows.push(await mustExist(state, keys.unit(path), `children.${i}`))
  }
  return rows
}

const checkTime = async (state: LedgerState, parent: string, unpackedAt: string): Promise<void> => {
  requireNotInFuture(state, unpackedAt, 'unpackedAt')
  const { packedAt } = await mustExist(state, keys.packed(parent), 'parent')
  const after = compareInstants(packedAt, unpackedAt) <= 0
  demand(after, 'VALIDATION_FAILED', 'unpackedAt', 'time.not-before-packing', unpackedAt)
}

export const disaggregate: Rule<'disaggregate'> = async (state, { parent, children, ...act }) => {
  requireRole(state.caller, 'trader', 'warehouse')
  const row = await mustExist(state, keys.unit(parent), 'parent')
  demand(row.pack !== undefined, 'VALIDATION_FAILED', 'parent', 'unit.is-pack', parent)
  requireHeld(state, row, row.batch, 'parent')
  await requirePlaceOf(state, state.caller.organisation, act.place, 'place')
  await checkTime(state, parent, act.unpackedAt)
  const { holder, trade } = row
  const before = row.pack.children
  const named = children ?? before
  requireDistinct(named, (i) => `children.${i}`)
  const units = await leaving(state, before, named)
  await takeOut(state, units)
  // A child's own row says what it was when it was packed: since then it went where its pack went.
  for (const { parent: _parent, ...unit } of units)
    state.put(keys.unit(unit.path), {
      ...unit,
      holder,
      state: 'on_hand',
      takenOutOf: parent,
      ...(trade !== undefined && { trade }),
    })
  const n = before.length
  state.put(keys.unpacked(parent, n), { v: 1, parent, n, ...act, ...(children !== undefined && { children }) })
  state.emit('unitsUnpacked', { v: 1, parent, count: named.length })
}
