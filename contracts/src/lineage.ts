// What a batch made from others takes from them: the edges of its lineage, and their recall.
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { mustExist } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

type Recall = State['recall']

/** The gravest of several recalls (class 1 is graver than 2); of equal ones the first. */
const gravest = (recalls: readonly (Recall | undefined)[]): Recall | undefined =>
  recalls.reduce(
    (worst, recall) => (recall !== undefined && (worst === undefined || recall.class < worst.class) ? recall : worst),
    undefined,
  )

const inheritRecall = async (state: LedgerState, made: string, inputs: readonly string[]): Promise<void> => {
  const found = gravest(await Promise.all(inputs.map((batch) => state.get(keys.recall(batch)))))
  if (found !== undefined) state.put(keys.recall(made), { ...found, batch: made, inheritedFrom: found.batch })
}

/**
 * Writes the edges between the new batch `made` and those it was made from, both ways, with what was used of each. What is made from a
 * recalled batch is recalled too, in the gravest class there is among them.
 */
export const linkLineage = async (state: LedgerState, made: string, used: Map<string, Quantity>): Promise<void> => {
  const inputs = [...used].map(([batch, quantity]) => ({ batch, quantity }))
  state.put(keys.lineage(made), { v: 1, inputs, outputs: [] })
  for (const { batch, quantity } of inputs) {
    const lineage = await mustExist(state, keys.lineage(batch), 'inputs')
    state.put(keys.lineage(batch), { ...lineage, outputs: [...lineage.outputs, { batch: made, quantity }] })
  }
  await inheritRecall(state, made, [...used.keys()])
}
