// Turns what a buyer says about a count into the arguments of a discrepancy note: the count, its differences, the time to answer.
import { toUtcMs } from '@ectrace/shared/domain/time'
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { match } from '@ectrace/shared/matching/match'
import type { Difference } from '@ectrace/shared/matching/match'
import type { requests } from '@ectrace/shared/schema/requests'
import type { z } from 'zod'
import type { Deps } from '../deps.ts'
import { expectReceipt } from './expect-receipt.ts'
import { settingsOf } from './organisation-settings.ts'
import { mustRead } from './state.ts'

type Said = z.output<typeof requests.raiseDiscrepancy>
type Raised = Args<'raiseDiscrepancy'>

const hourMs = 3_600_000

/** Counted now, or the very count of a kept attempt with its own instant. */
const countOf = async (deps: Deps, { no, buyer }: State['trade'], said: Said): Promise<Raised['count']> => {
  if (said.attempt !== undefined) {
    const { count } = await mustRead(deps, keys.attempt(no, said.attempt), 'attempt')
    // Written by a rule from these very arguments.
    return count as Raised['count']
  }
  if (said.kind === undefined || said.lines === undefined) throw fault('VALIDATION_FAILED', 'lines', 'required')
  return { receiver: buyer, at: new Date(deps.clock()).toISOString(), kind: said.kind, lines: said.lines }
}

/** As asked, or what the buyer grants by its settings. */
const answerByOf = async (deps: Deps, buyer: string, asked: string | undefined): Promise<string> => {
  if (asked !== undefined) return new Date(toUtcMs(asked)).toISOString()
  const { graceHours } = await settingsOf(deps, buyer)
  return new Date(deps.clock() + graceHours * hourMs).toISOString()
}

/** Throws NOT_FOUND (the attempt), VALIDATION_FAILED or STATE_CONFLICT (the count agrees: receive it). */
export const planNote = async (
  deps: Deps,
  trade: State['trade'],
  said: Said,
): Promise<{ count: Raised['count']; differences: Difference[]; answerBy: string }> => {
  const count = await countOf(deps, trade, said)
  const { agreed, differences } = match(await expectReceipt(deps, trade, count), count)
  if (agreed) {
    const faults = [{ field: 'lines', rule: 'count.disagrees' }]
    throw new AppError('STATE_CONFLICT', { details: { faults } })
  }
  return { count, differences, answerBy: await answerByOf(deps, trade.buyer, said.answerBy) }
}
