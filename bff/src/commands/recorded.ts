// The reply to an act that is on chain: its digests and the inclusion proof under the newest checkpoint.
import type { InclusionProof, Recorded } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import type { Placed } from '@ectrace/shared/ledger/ledger'
import type { Envelope } from '@ectrace/shared/proof/envelope'
import { recordDigest } from '@ectrace/shared/proof/record'
import type { Deps } from '../deps.ts'

/** One per operation: the Merkle root over its field digests. */
export const recordDigests = (envelope: Envelope): string[] => envelope.operations.map(({ args }) => recordDigest(args))

type Sent = { transaction: string; envelope: Envelope }

/** The envelope on chain: under one nonce and request another than `sent` may have been the first. */
const envelopeOf = async ({ ledger }: Deps, transaction: string, sent: Sent): Promise<Envelope> => {
  if (transaction === sent.transaction) return sent.envelope
  const committed = await ledger.transaction(transaction)
  if (committed === undefined) throw new AppError('INTERNAL', { details: { missing: transaction } })
  return committed.leaf.envelope
}

export const recorded = async (deps: Deps, placed: Placed, sent: Sent): Promise<Recorded> => ({
  transaction: placed.transaction,
  state: 'committed',
  height: placed.block.height,
  recordDigests: recordDigests(await envelopeOf(deps, placed.transaction, sent)),
  proof: await inclusionOf(deps, placed.leafIndex),
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
