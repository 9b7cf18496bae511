// One job in the printing thread: waits until its reader has room, and asks for the codes it prints.
import { setImmediate as turn } from 'node:timers/promises'
import { mostUnread } from './print-protocol.ts'
import type { PrintReply, PrintRequest } from './print-protocol.ts'

/** Codes `from` to `from + count - 1` of a job. */
export type TakeCodes = (from: number, count: number) => Promise<string[]>

export type PrintLane = {
  hear: (request: PrintRequest) => void
  take: TakeCodes
  /** Hands a piece on; resolves when there is room for another one. */
  give: (chunk: Uint8Array) => Promise<void>
}

type Waiting = { until: 'read' | 'codes'; done: () => void; gone: (reason: Error) => void }

/** The job was told to stop: its waiting ends with this. */
export class ReaderGone extends Error {}

export const openLane = (id: number, say: (reply: PrintReply) => void): PrintLane => {
  let unread = 0
  let stopped = false
  let waiting: Waiting | undefined
  let codes: string[] = []

  const wait = (until: Waiting['until']): Promise<void> =>
    new Promise((done, gone) => {
      if (stopped) gone(new ReaderGone())
      else waiting = { until, done, gone }
    })
  const wake = (until: Waiting['until']): void => {
    if (waiting?.until !== until) return
    waiting.done()
    waiting = undefined
  }
  return {
    hear: (request) => {
      if ('stop' in request) {
        stopped = true
        waiting?.gone(new ReaderGone())
      } else if ('codes' in request) {
        codes = request.codes
        wake('codes')
      } else if ('read' in request) {
        unread -= request.read
        if (unread < mostUnread) wake('read')
      }
    },
    take: async (from, count) => {
      const answer = wait('codes')
      say({ id, need: { from, count } })
      await answer
      return codes
    },
    give: async (chunk) => {
      unread += chunk.length
      say({ id, chunk })
      if (unread >= mostUnread) await wait('read')
      // Messages are heard, and other jobs have their turn, between two pieces.
      else await turn()
      if (stopped) throw new ReaderGone()
    },
  }
}
