// Has a call written that may be sent again without harm: until it is committed, however often the network loses it.
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '@ectrace/shared/errors'
import type { FabricChannel } from './channel.ts'

const mostTries = 40
const pauseMs = 250

/** Throws what the chaincode refuses, or NOT_READY after some ten seconds. */
export const haveWritten = async (fabric: FabricChannel, name: string, args: readonly string[]): Promise<void> => {
  let cause: unknown
  for (let tries = 0; tries < mostTries; tries++) {
    const done = await fabric.attempt(name, args)
    if (done.outcome === 'committed') return
    cause = done.cause
    await pause(pauseMs)
  }
  throw new AppError('NOT_READY', { cause, details: { part: 'ledger', what: `${name} could not be written` } })
}
