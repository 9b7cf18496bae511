// What a process left when it ended: transactions that were kept and whose outcome nobody knows are sent again while they are fresh.
import { AppError } from '@ectrace/shared/errors'
import type { Deps } from '../deps.ts'
import { freshMs, submitIntent } from './act.ts'
import { isOurs, newestSubmitted } from './intents.ts'
import type { Intent } from './intents.ts'

/** Those that were on their way when the program ended are among the newest; the rest is on chain. */
const mostLookedAt = 5_000
const atOnce = 50

type Signed = Intent & { signature: string }
type Resumed = { sent: number; refused: number; open: number }

const isSigned = (intent: Intent): intent is Signed => intent.signature !== undefined

const isOpen = async ({ ledger, clock }: Deps, { envelope, transaction }: Intent): Promise<boolean> =>
  clock() - Date.parse(envelope.time) < freshMs && (await ledger.transaction(transaction)) === undefined

/** A refusal is an outcome: the intent is gone, and whoever asks hears that nothing was written. */
const send = async (deps: Deps, intent: Signed): Promise<keyof Resumed> => {
  try {
    const { state } = await submitIntent(deps, intent)
    return state === 'committed' ? 'sent' : 'open'
  } catch (error) {
    if (error instanceof AppError) return 'refused'
    throw error
  }
}

/** What this process sends itself, or another one that lives, is on its way. */
const isLeft = async (deps: Deps, intent: Signed): Promise<boolean> =>
  intent.run !== deps.leadership.run && (await isOpen(deps, intent)) && isOurs(deps, intent)

/**
 * At the start of the channel of `deps`, and when this process takes another's place. What is too old is left: its outcome is told by
 * `GET /transactions/{id}`.
 */
export const resumeIntents = async (deps: Deps): Promise<Resumed> => {
  const intents = (await newestSubmitted(deps, deps.clock() - freshMs, mostLookedAt)).filter(isSigned)
  const resumed: Resumed = { sent: 0, refused: 0, open: 0 }
  for (let from = 0; from < intents.length; from += atOnce) {
    const some = intents.slice(from, from + atOnce)
    const open = await Promise.all(some.map((intent) => isLeft(deps, intent)))
    const outcomes = await Promise.all(
      some
        .filter((_intent, i) => open[i] === true)
        .map((intent) => send(deps, { ...intent, run: deps.leadership.run })),
    )
    for (const outcome of outcomes) resumed[outcome] += 1
  }
  if (resumed.sent + resumed.refused + resumed.open > 0)
    deps.log.info(resumed, 'sent again what a restart had left open')
  return resumed
}
