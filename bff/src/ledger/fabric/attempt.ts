// One attempt at a transaction through a peer's gateway: endorsed, ordered, committed, each step with its own deadline.
import type { Contract, GatewayError, Transaction } from '@hyperledger/fabric-gateway'
import { peer } from '@hyperledger/fabric-protos'
import type { AppError } from '@ectrace/shared/errors'
import { chaincodeError } from './chaincode-error.ts'
import type { Attempted } from './channel.ts'

/** Milliseconds that each step may take. */
export const deadlines = { endorse: 10_000, submit: 10_000, commit: 20_000, ask: 10_000 }

export const within = (ms: number): { deadline: number } => ({ deadline: Date.now() + ms })

const { TxValidationCode } = peer

/** What each endorser said, as the gateway passes it on. */
const refusals = (error: unknown): GatewayError['details'] =>
  typeof error === 'object' && error !== null && 'details' in error && Array.isArray(error.details)
    ? (error.details as GatewayError['details'])
    : []

const isCoded = (error: AppError): boolean => error.code !== 'INTERNAL'

/** A refusal counts when the own organisation says so: another's peer may not have come as far as the own one. */
const notEndorsed = (error: unknown, mspId: string): Attempted => {
  const said = refusals(error).map(({ mspId: by, message }) => ({ by, message, refusal: chaincodeError(message) }))
  const own = said.find(({ by, refusal }) => by === mspId && isCoded(refusal))
  const repeat = said.find(({ refusal }) => refusal.code === 'DUPLICATE_TRANSACTION')
  const decided = own ?? repeat
  if (decided !== undefined) throw decided.refusal
  const [first] = said
  const disagreed = first !== undefined && first.by !== mspId && isCoded(first.refusal)
  const differs = said.some(({ message }) => message.includes('ProposalResponsePayloads do not match'))
  return { outcome: disagreed || differs ? 'disagreed' : 'not sent', cause: first?.refusal ?? error }
}

const afterOrder = async (endorsed: Transaction): Promise<Attempted> => {
  try {
    const submitted = await endorsed.submit(within(deadlines.submit))
    const { code, successful } = await submitted.getStatus(within(deadlines.commit))
    if (successful) return { outcome: 'committed' }
    const conflict = code === TxValidationCode.MVCC_READ_CONFLICT || code === TxValidationCode.PHANTOM_READ_CONFLICT
    // Invalid for good, whatever the reason: this attempt wrote nothing and never will.
    return { outcome: conflict ? 'conflict' : 'disagreed', cause: new Error(`the peer found it invalid, code ${code}`) }
  } catch (cause) {
    return { outcome: 'unknown', cause }
  }
}

/** Rejects with the coded error of the own organisation's chaincode, or DUPLICATE_TRANSACTION of anybody's. */
export const attemptOnce = async (
  contract: Contract,
  mspId: string,
  call: { name: string; args: readonly string[] },
): Promise<Attempted> => {
  const proposal = contract.newProposal(call.name, { arguments: [...call.args] })
  let endorsed: Transaction
  try {
    endorsed = await proposal.endorse(within(deadlines.endorse))
  } catch (error) {
    return notEndorsed(error, mspId)
  }
  return afterOrder(endorsed)
}
