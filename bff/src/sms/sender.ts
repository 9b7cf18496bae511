// Sends codes beside the request that asked for them: the answer takes as long whether there is somebody to send to or not.
import type { Logger } from 'pino'
import type { SmsClient, SmsOutcome } from './client.ts'

export type SmsSender = {
  /** Waits for the gateway. */
  send(phone: string, code: string): Promise<SmsOutcome>
  /** Does not; what became of it is logged without the number. */
  sendLater(phone: string, code: string): void
  /** After what is under way. */
  close(): Promise<void>
}

/** A gateway that hangs holds each for five seconds at most. */
const mostAtOnce = 64

export const openSmsSender = (client: SmsClient, log: Logger): SmsSender => {
  const underWay = new Set<Promise<void>>()
  const told = async (phone: string, code: string): Promise<void> => {
    try {
      const outcome = await client.send(phone, code)
      if (outcome.state !== 'sent') log.warn({ outcome }, 'a login code was not sent by SMS, or nobody knows')
    } catch (error) {
      log.error({ err: error }, 'a login code was not sent by SMS')
    }
  }
  return {
    send: (phone, code) => client.send(phone, code),
    sendLater: (phone, code) => {
      if (underWay.size >= mostAtOnce) {
        log.warn({ underWay: underWay.size }, 'a login code was not sent: too many are under way')
        return
      }
      const work = told(phone, code).finally(() => underWay.delete(work))
      underWay.add(work)
    },
    close: async () => {
      await Promise.all(underWay)
    },
  }
}
