// Goes on with what a process left when it ended: at the start, and when this process takes the place of one that leads a channel.
import { setTimeout as pause } from 'node:timers/promises'
import { resumePreparations } from './codes/prepare-set.ts'
import { resumeIntents } from './commands/resume-intents.ts'
import type { Deps } from './deps.ts'

/** Milliseconds: a server of rows that was restarted frees every lead at once, and by then whoever lives has said so again. */
const settledMs = 6_000

/** Not waited for: reads and new acts need nothing of it. Gives the way to stop, and to wait for what is under way. */
export const startResuming = (deps: Deps): (() => Promise<void>) => {
  const { log, lead } = deps
  const ended = new AbortController()
  const settled = async (): Promise<void> => {
    await pause(settledMs, undefined, { signal: ended.signal }).catch(() => undefined)
    if (ended.signal.aborted || !lead.holds()) return
    await resumePreparations(deps)
    await resumeIntents(deps)
  }
  const failed = (error: unknown): void => {
    log.error({ err: error }, 'what a process had left open was not gone on with')
  }
  let resuming: Promise<unknown> = resumeIntents(deps).catch(failed)
  const leave = lead.onChange(() => {
    if (lead.holds()) resuming = resuming.then(settled).catch(failed)
  })
  return async () => {
    ended.abort()
    leave()
    await resuming
  }
}
