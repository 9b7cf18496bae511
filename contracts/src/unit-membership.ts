// Shows that codes which never acted alone belong to a batch: a Merkle multiproof against the root of a minted set.
import { codeLeaf } from '@ectrace/shared/codes/code-set'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { hexDecode, hexEncode } from '@ectrace/shared/proof/bytes'
import { multiproofRoot } from '@ectrace/shared/proof/multiproof'
import { demand, requireDistinct } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

type Membership = NonNullable<Args<'dispatchTrade'>['lines'][number]['membership']>

/** The root that the proof leads to, or undefined when it leads nowhere. */
const rootOf = ({ units, proof }: Membership, size: number): string | undefined => {
  const leaves = units.map(({ path, index }) => ({ index, hash: codeLeaf(path) }))
  try {
    const hashes = proof.map((hash) => hexDecode(hash))
    return hexEncode(
      multiproofRoot(
        leaves.sort((a, b) => a.index - b.index),
        size,
        hashes,
      ),
    )
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

/** Where a code stands, if the membership speaks of it. */
export const mintedAt = (membership: Membership | undefined): ((path: string) => Pick<State['unit'], 'minted'>) => {
  const places = new Map(membership?.units.map(({ path, index }) => [path, index]))
  return (path) => {
    const index = places.get(path)
    return membership === undefined || index === undefined ? {} : { minted: { set: membership.set, index } }
  }
}

/**
 * Checks that `membership` covers exactly the codes `paths` and that they are in the set of `batch` it names.
 * Throws UNIT_NOT_IN_BATCH at `field` (no proof, no such set, a proof that does not hold) or VALIDATION_FAILED (other codes).
 */
export const requireMembership = async (
  state: LedgerState,
  batch: string,
  paths: readonly string[],
  membership: Membership | undefined,
  field: string,
): Promise<void> => {
  const proven = new Set(membership?.units.map(({ path }) => path))
  const unproven = paths.find((path) => !proven.has(path))
  demand(unproven === undefined, 'UNIT_NOT_IN_BATCH', field, 'membership.of-every-new-unit', unproven)
  if (membership === undefined) return
  requireDistinct(
    membership.units.map(({ path }) => path),
    (i) => `${field}.units.${i}.path`,
  )
  demand(proven.size === paths.length, 'VALIDATION_FAILED', `${field}.units`, 'membership.of-new-units-only')
  const codes = await state.get(keys.codes(batch))
  const set = codes?.sets.find((minted) => minted.set === membership.set)
  demand(set !== undefined, 'UNIT_NOT_IN_BATCH', `${field}.set`, 'set.minted', String(membership.set))
  demand(rootOf(membership, set.count) === set.root, 'UNIT_NOT_IN_BATCH', `${field}.proof`, 'multiproof.holds')
}
