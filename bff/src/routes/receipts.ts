// Receiving: compare, confirm, refuse. Any difference is refused before a receipt goes on chain, and the attempt is kept.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Recorded, RefusalDetails } from '@ectrace/shared/api/views'
import { isZero } from '@ectrace/shared/domain/decimal'
import type { TradeState } from '@ectrace/shared/domain/trade'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { match } from '@ectrace/shared/matching/match'
import type { Expectation, MatchResult } from '@ectrace/shared/matching/match'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import type { Plan } from '../commands/act.ts'
import { requireBasis } from '../commands/count-basis.ts'
import { expectReceipt, tradeForParty } from '../commands/expect-receipt.ts'
import { mustRead } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { Answer } from '../http/answer.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { sightOf } from '../views/sight.ts'
import type { Sight } from '../views/sight.ts'

export const registerReceiptRoutes = (api: Api): void => {
  const { deps } = api
  // Two phones that confirm one trade at once: the second is judged by what the first has left.

  const counted = (call: { principal: { organisation: string }; body: Pick<Count, 'kind' | 'lines'> }): Count => ({
    receiver: call.principal.organisation,
    at: new Date(deps.clock()).toISOString(),
    kind: call.body.kind,
    lines: call.body.lines,
  })

  /** Anybody of the two parties' staff may compare; the result says so when the counting side is not the buyer. */
  route(api, endpoints.matchTrade, requests.count, async (call) => {
    const trade = await tradeForParty(deps, call.principal, call.params.no, 'either')
    const count = counted(call)
    const sight = (await sightOf(deps, call.principal))(trade.buyer)
    return sight.match(match(await expectReceipt(deps, trade, count), count))
  })

  route(api, endpoints.confirmReceipt, requests.confirmReceipt, async (call) => {
    const { no, buyer } = await tradeForParty(deps, call.principal, call.params.no, 'buyer')
    const sight = (await sightOf(deps, call.principal))(buyer)
    const answer = await actFor<ReceiptReply>(deps, call, async () => {
      await limitAttempts(deps, call.principal.user)
      const trade = await mustRead(deps, keys.trade(no), 'no')
      const count = counted(call)
      const expected = await expectReceipt(deps, trade, count)
      requireBasis(call.body.basis, expected, sight.expectation)
      const result = match(expected, count)
      return result.agreed
        ? confirmed(trade, call.body.place, expected, count, result)
        : attempted(trade, count, result)
    }).catch((error: unknown) => {
      throw asSeen(sight, error)
    })
    const { result, ...planned } = answer.data
    // The rule takes a receipt under its planned number alone.
    if (result.agreed) return new Answer(answer.status, planned, answer.block)
    throw refused(sight, { result, attempt: { ...planned, n: await numberWritten(deps, planned) } })
  })

  route(api, endpoints.refuseReceipt, requests.refuseReceipt, async (call) => {
    const { no } = await tradeForParty(deps, call.principal, call.params.no, 'buyer')
    return actFor(deps, call, () => ({ acts: [{ name: 'refuseReceipt', fields: { no, ...call.body } }], reply: {} }))
  })
}

/** Of the attempt that the transaction wrote; the planned one while its outcome is open. */
const numberWritten = async ({ ledger }: Deps, { transaction, n }: Recorded<{ n: number }>): Promise<number> => {
  const written = await ledger.transaction(transaction)
  const key = written?.writes.find((write) => write.key.startsWith('attempt/'))?.key
  return key === undefined ? n : Number(key.split('/').at(-1))
}

/** What a comparison is made on. */
const keysOf = (no: string): string[] => [keys.trade(no), keys.delivery(no)]

const present = (attempt: RefusalDetails['attempt']) => (attempt === undefined ? {} : { attempt })

const refusedWith = (details: RefusalDetails): AppError => new AppError('RECEIPT_REFUSED', { details })

const refused = (sight: Sight, { result, attempt }: RefusalDetails): AppError => {
  if (!sight.blind || attempt === undefined) return refusedWith({ result: sight.match(result), ...present(attempt) })
  // Openings say what is expected; who signs for himself signs digests.
  const { openings: _openings, ...shown } = attempt
  return refusedWith({ result: sight.match(result), attempt: shown })
}

/** The rule's own refusal says as much as the door's: no more of it is shown. */
const asSeen = (sight: Sight, error: unknown): unknown => {
  if (!sight.blind || !(error instanceof AppError) || error.code !== 'RECEIPT_REFUSED') return error
  // Both the door and the rule put the result of the match there.
  const { result } = error.details as unknown as RefusalDetails
  return refused(sight, { result })
}

/** A count in the form that goes on chain. */
type Count = Args<'confirmReceipt'>['count']
type ReceiptReply = { n: number; result: MatchResult }

const attemptsPerMinute = 30

const limitAttempts = async ({ fast, config }: Deps, user: string): Promise<void> => {
  const { allowed, retryAfter } = await fast.hit(`receipt:${user}`, 60, attemptsPerMinute * config.rateFactor)
  if (!allowed) throw new AppError('RATE_LIMITED', { details: { retryAfter } })
}

const confirmed = (
  { no, receipts: n }: State['trade'],
  place: string,
  expected: Expectation,
  count: Count,
  result: MatchResult,
): Plan<ReceiptReply> => {
  const moved = result.lines.filter(({ due, accepted }) => !isZero(result.kind === 'final' ? due : accepted))
  const batchOf = new Map(expected.lines.map(({ line, batch }) => [line, batch]))
  const batches = [...new Set(moved.map(({ line }) => batchOf.get(line) ?? ''))]
  return {
    acts: [{ name: 'confirmReceipt', fields: { no, place, receivedAt: count.at, batches, count, n } }],
    reply: { n, result },
    restsOn: keysOf(no),
  }
}

/** Kept as evidence. A trade that never left has nothing to count against: then there is only the answer. */
const attempted = (
  { no, state, attempts: n }: State['trade'],
  count: Count,
  result: MatchResult,
): Plan<ReceiptReply> => {
  if (!receivable.includes(state)) throw new AppError('RECEIPT_REFUSED', { details: { result } })
  return {
    acts: [{ name: 'recordReceiptAttempt', fields: { no, count, differences: result.differences } }],
    reply: { n, result },
    restsOn: keysOf(no),
  }
}

const receivable: readonly TradeState[] = ['dispatched', 'partly_received', 'received', 'refused']
