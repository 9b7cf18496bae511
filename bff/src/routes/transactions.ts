// What became of a transaction, and the signatures of users who keep their own key.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import { verifyEnvelope } from '@ectrace/shared/proof/envelope'
import { requests } from '@ectrace/shared/schema/requests'
import { outcomeOf, submitIntent } from '../commands/act.ts'
import { findIntentByTransaction } from '../commands/intents.ts'
import type { Intent } from '../commands/intents.ts'
import { recordDigests, recorded } from '../commands/recorded.ts'
import { readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { recorded as recordedAnswer, withoutBlock } from '../http/answer.ts'
import { recordProof } from '../views/record-proof.ts'
import { publicRoute, route } from '../http/route.ts'
import type { Api } from '../http/route.ts'

/** The registry's key; before the registration itself is on chain, the key that it registers. */
const keyOf = async (deps: Deps, { envelope, openings }: Intent): Promise<string> => {
  const registered = (await readState(deps, keys.user(envelope.caller)))?.publicKey
  const registering =
    envelope.operations[0]?.name === 'registerOrganisation' ? openings[0]?.publicKey?.value : undefined
  if (registered !== undefined) return registered
  if (typeof registering === 'string') return registering
  throw new AppError('FORBIDDEN', { details: { reason: 'user not registered' } })
}

/** The channel for which the intent's envelope was made: only its ledger can answer for it. */
const channelOf = (deps: Deps, { envelope }: Intent): Deps => {
  const at = deps.channels.find(({ channel }) => channel === envelope.channel)
  if (at === undefined) throw new AppError('NOT_FOUND', { details: { channel: envelope.channel } })
  return at
}

export const registerTransactionRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.transaction, null, async ({ params, principal }) => {
    const intent = await findIntentByTransaction(deps, params.id)
    const account = await deps.vault
      .selectFrom('account')
      .select('organisation')
      .where('user', '=', intent?.caller ?? '')
      .executeTakeFirst()
    // An intent of another organisation is as unknown as none: its reply may say more than the chain shows everybody.
    if (intent === undefined || account?.organisation !== principal.organisation) {
      return { transaction: params.id, state: 'unknown' as const }
    }
    const at = channelOf(deps, intent)
    const committed = await at.ledger.transaction(params.id)
    if (committed !== undefined) return recorded(at, committed, intent)
    const { signature } = intent
    const outcome = signature === undefined ? 'open' : await outcomeOf(at, { ...intent, signature })
    if (outcome === 'not_written') return { transaction: params.id, state: outcome }
    if (outcome !== 'open') return recorded(at, outcome, intent)
    const state = intent.state === 'prepared' ? ('to_sign' as const) : ('pending' as const)
    return {
      transaction: params.id,
      state,
      recordDigests: recordDigests(intent.envelope),
      proof: 'pending' as const,
      ...(state === 'to_sign' ? { envelope: intent.envelope, openings: intent.openings } : {}),
    }
  })

  route(api, endpoints.proof, requests.proofQuery, ({ params, query: { operation }, principal }) =>
    recordProof(deps, { transaction: params.id, operation }, principal),
  )

  publicRoute(api, endpoints.signTransaction, requests.signTransaction, async ({ params, body }) => {
    const intent = await findIntentByTransaction(deps, params.id)
    if (intent?.envelope.custody !== 'own') throw new AppError('NOT_FOUND', { details: { transaction: params.id } })
    const at = channelOf(deps, intent)
    verifyEnvelope(intent.envelope, body.signature, await keyOf(at, intent))
    const answer = recordedAnswer(await submitIntent(at, { ...intent, signature: intent.signature ?? body.signature }))
    return at.channel === deps.channel ? answer : withoutBlock(answer)
  })
}
