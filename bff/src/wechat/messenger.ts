// The one loop that turns notices into messages in WeChat: woken by new notices, else every few seconds; what waits survives a restart.
import type { Deps } from '../deps.ts'
import { planMessages } from './plan-messages.ts'
import { sendMessages } from './send-messages.ts'

export type Messenger = {
  /** Plans and sends what is due now, after whatever is being done. */
  pass(): Promise<void>
  stop(): Promise<void>
}

const roundMs = 5_000

/** Does nothing at all where WeChat is not set up. */
export const startMessenger = (channels: readonly [Deps, ...Deps[]]): Messenger => {
  const [home] = channels
  const { wechat, log } = home
  if (wechat === undefined) return { pass: () => Promise.resolve(), stop: () => Promise.resolve() }
  let stopped = false
  let working = Promise.resolve()
  let queued = false
  const goOn = (): boolean => !stopped

  const work = async (): Promise<void> => {
    queued = false
    if (stopped) return
    try {
      await planMessages(channels, goOn)
      await sendMessages(home, wechat, goOn)
    } catch (error) {
      // What was not written is looked at again in the next round.
      log.error({ err: error }, 'messages in WeChat were not sent')
    }
  }
  const pass = (): Promise<void> => {
    if (!queued) {
      queued = true
      working = working.then(work)
    }
    return working
  }
  const wake = (): void => void pass()
  for (const { noticing } of channels) noticing.onNotices(wake)
  const round = setInterval(wake, roundMs)
  return {
    pass,
    stop: async () => {
      stopped = true
      clearInterval(round)
      await working
    },
  }
}
