// The reply to an act that is on chain: its digests and the inclusion proof under the newest checkpoint.
import type { InclusionProof, Recorded } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import type { Committed } from '@ectrace/shared/ledger/ledger'
import type { Envelope } from '@ectrace/shared/proof/envelope'
import { recordDigest } from '@ectrace/shared/proof/record'
import type { Deps } from '../deps.ts'

/** One per operation: the Merkle root over its field digests. */
export const recordDigests = (envelope: Envelope): string[] => envelope.operations.map(({ args }) => recordDigest(args))

export const recorded = async (deps: Deps, committed: Committed): Promise<Recorded> => ({
  transaction: committed.transaction,
  state: 'committed',
  height: committed.block.height,
  recordDigests: recordDigests(committed.leaf.envelope),
  proof: await inclusionOf(deps, committed.leafIndex),
})

const inclusionOf = async (deps: Deps, leafIndex: number): Promise<InclusionProof | 'pending'> => {
  try {
    const { checkpoint, size } = await deps.ledger.log()
    return { leafIndex, size, path: await deps.ledger.inclusion(leafIndex, size), checkpoint }
  } catch (error) {
    // The act is on chain whatever the proof does: the caller asks for it again at GET /transactions/{id}.
    if (error instanceof AppError) return 'pending'
    throw error
  }
}
