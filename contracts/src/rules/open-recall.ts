// Batches are called back, and with them every batch that was made from them.
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { demand, mustBeNew, mustExist, requireDistinct, requireRole } from '../guards.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { Rule } from '../rule.ts'

type Recall = State['recall']

/** A recall of more is opened in parts: what is recalled already is not walked again. */
export const mostReached = 2_000

/** A maker calls back its own batches, a regulator anybody's; a regulator is one only when the operator has verified it. */
const requireRecaller = async (state: LedgerState, batches: readonly string[]): Promise<void> => {
  const { organisation, type, level } = state.caller
  for (const [i, id] of batches.entries()) {
    const batch = await mustExist(state, keys.batch(id), `batches.${i}`)
    if (batch.organisation === organisation) continue
    demand(type === 'regulator', 'WRONG_ORGANISATION', `batches.${i}`, 'batch.own', id)
    demand(level === 'verified', 'ORGANISATION_NOT_VERIFIED', `batches.${i}`, 'organisation.verified', organisation)
  }
}

/**
 * The batches that the recall newly reaches, with their rows, named ones first. One that is recalled as strictly already is left as it
 * is, and so is what was made from it: that was recalled with it.
 */
const reach = async (
  state: LedgerState,
  { id, batches, class: level, reason }: Args<'openRecall'>,
): Promise<Recall[]> => {
  const reached: Recall[] = []
  const seen = new Set(batches)
  const open: { batch: string; from?: string }[] = batches.map((batch) => ({ batch }))
  for (const { batch, from } of open) {
    const before = await state.get(keys.recall(batch))
    if (before !== undefined && before.class <= level) continue
    if (reached.length === mostReached)
      throw fault('VALIDATION_FAILED', 'batches', 'recall.at-most-reached', String(mostReached))
    reached.push({ v: 1, batch, class: level, reason, id, ...(from !== undefined && { inheritedFrom: from }) })
    const outputs = (await state.get(keys.lineage(batch)))?.outputs ?? []
    for (const { batch: next } of outputs) {
      if (!seen.has(next)) open.push({ batch: next, from: batch })
      seen.add(next)
    }
  }
  return reached
}

export const openRecall: Rule<'openRecall'> = async (state, args) => {
  requireRole(state.caller, 'trader', 'administrator')
  const { id, batches } = args
  await mustBeNew(state, keys.recallAct(id), 'id')
  requireDistinct(batches, (i) => `batches.${i}`)
  await requireRecaller(state, batches)
  const reached = await reach(state, args)
  if (reached.length === 0) {
    const faults = batches.map((batch, i) => ({ field: `batches.${i}`, rule: 'recall.reaches-more', value: batch }))
    throw new AppError('STATE_CONFLICT', { details: { faults } })
  }
  for (const recall of reached) state.put(keys.recall(recall.batch), recall)
  state.put(keys.recallAct(id), { v: 1, ...args, organisation: state.caller.organisation })
  state.emit('recallOpened', { v: 1, recall: id, batches })
}
