// One record's proof as a file: its leaf and path under the newest checkpoint, with the values that this reader may see.
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Committed } from '@ectrace/shared/ledger/ledger'
import { isTransactionName } from '@ectrace/shared/ledger/transactions'
import type { Opening } from '@ectrace/shared/proof/envelope'
import { makeProofFile } from '@ectrace/shared/proof/proof-file'
import type { ProofFile } from '@ectrace/shared/proof/proof-file'
import { mustRead, readState } from '../commands/state.ts'
import type { Deps, Principal } from '../deps.ts'
import { isNamed, visibleTo } from '../trace/record-book.ts'
import { sightOf } from './sight.ts'

/** The organisation that signed, and both sides of the trade that the record speaks of; not its staff that counts blind. */
const isParty = async (
  deps: Deps,
  principal: Principal,
  signer: string,
  openings: Readonly<Record<string, Opening>>,
): Promise<boolean> => {
  const { organisation } = principal
  const no = openings['no']?.value
  const trade = typeof no === 'string' ? await readState(deps, keys.trade(no)) : undefined
  if (trade !== undefined && (await sightOf(deps, principal))(trade.buyer).blind) return false
  return signer === organisation || trade?.supplier === organisation || trade?.buyer === organisation
}

/** The openings on chain that a reader of `organisation` may see; what stands there as digest only has none. */
const shownFields = async (
  deps: Deps,
  { leaf, openings }: Committed,
  operation: number,
  principal: Principal,
): Promise<Record<string, Opening>> => {
  const { caller, operations } = leaf.envelope
  const name = operations[operation]?.name ?? ''
  if (!isTransactionName(name)) throw fault('NOT_FOUND', 'operation', 'exists', String(operation))
  const kept = openings[operation] ?? {}
  const signer = await mustRead(deps, keys.user(caller), 'caller')
  const party = await isParty(deps, principal, signer.organisation, kept)
  const visible = visibleTo(name, { named: await isNamed(deps, caller), party })
  return Object.fromEntries(Object.entries(kept).filter(([field]) => visible(field)))
}

/** Throws NOT_FOUND when the transaction is not on chain or has no such operation. */
export const recordProof = async (
  deps: Deps,
  { transaction, operation }: { transaction: string; operation: number },
  principal: Principal,
): Promise<ProofFile> => {
  const { ledger } = deps
  const committed = await ledger.transaction(transaction)
  if (committed === undefined) throw new AppError('NOT_FOUND', { details: { transaction } })
  const { leaf, leafIndex } = committed
  const fields = await shownFields(deps, committed, operation, principal)
  const signer = await mustRead(deps, keys.user(leaf.envelope.caller), 'caller')
  const { verifierKey, checkpoint, size } = await ledger.log()
  const path = await ledger.inclusion(leafIndex, size)
  const { publicKey } = signer
  // Read back, so that its members are sent in the order in which the file has them.
  return JSON.parse(
    makeProofFile({ verifierKey, checkpoint, operation, leaf, leafIndex, path, fields, publicKey }),
  ) as ProofFile
}
