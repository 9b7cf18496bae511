// Once a day: how many scans the platform has logged and the hash over all of them, so that none can be changed or left out afterwards.
import { dateOfInstant } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, mustBeNew, requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'

export const anchorScans: Rule<'anchorScans'> = async (state, { day, scans, head }) => {
  requireRole(state.caller, 'operator', 'platform')
  const operator = await state.get(keys.operator())
  demand(operator?.organisation === state.caller.organisation, 'FORBIDDEN', 'day', 'caller.operator')
  demand(day < dateOfInstant(state.now), 'VALIDATION_FAILED', 'day', 'day.over', day)
  await mustBeNew(state, keys.scanAnchor(day), 'day')
  const last = await state.get(keys.scanAnchors())
  if (last !== undefined) {
    demand(day > last.day, 'STATE_CONFLICT', 'day', 'day.after-last', last.day)
    demand(scans >= last.scans, 'STATE_CONFLICT', 'scans', 'scans.never-fewer', String(last.scans))
    const before = await state.get(keys.scanAnchor(last.day))
    demand(
      scans > last.scans || head === before?.head,
      'STATE_CONFLICT',
      'head',
      'head.of-the-same-scans',
      before?.head,
    )
  }
  state.put(keys.scanAnchor(day), { v: 1, day, scans, head })
  state.put(keys.scanAnchors(), { v: 1, day, scans })
  state.emit('scansAnchored', { v: 1, day, scans })
}
