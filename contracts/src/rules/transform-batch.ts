// Raw batches become a product batch: their holdings are spent, the lineage is written both ways.
import { keys } from '@ectrace/shared/ledger/keys'
import { requireRole } from '../guards.ts'
import { makeHoldings, spendHoldings } from '../holdings.ts'
import { readInputs } from '../inputs.ts'
import { requireMakerLicences } from '../licences.ts'
import { linkLineage } from '../lineage.ts'
import { makeBatch } from '../make-batch.ts'
import type { Rule } from '../rule.ts'

export const transformBatch: Rule<'transformBatch'> = async (state, args) => {
  requireRole(state.caller, 'trader')
  const { id, inputBatches, inputs } = args
  const { used, perBatch } = await readInputs(state, args)
  const output = await makeBatch(state, args)
  await requireMakerLicences(state, args)
  const remainders = await spendHoldings(
    state,
    used.map(({ take }) => take),
  )
  makeHoldings(state, id, [output, ...remainders])
  await linkLineage(state, id, perBatch)
  state.put(keys.transformation(id), { v: 1, batch: id, inputBatches, inputs })
  state.emit('batchTransformed', { v: 1, batch: id, inputBatches })
}
