// The sets of codes that are being made: they take turns piece by piece, a few at once, and each can be given up.
import { AppError } from '@ectrace/shared/errors'

/** More codes than that are made in the background, and count against the places. */
export const mostAtOnce = 10_000
/** Large sets being made at once; one organisation cannot take all places. */
const places = 8
const placesOfOne = 2

type Wanted = { id: string; organisation: string; count: number }

/** `at`: so many are done; throws when the job is to end. */
export type Job = { at: (done: number) => void }

export type CodeJobs = {
  /**
   * Takes a place and resolves once `begin` did, with the work going on. Nothing is begun twice. Throws SERVER_BUSY when all places are
   * taken, or what `begin` throws.
   */
  start: (wanted: Wanted, begin: () => Promise<void>, work: (job: Job) => Promise<void>) => Promise<void>
  /** How many codes of a set under way are made. */
  doneOf: (id: string) => number | undefined
  /** Resolves when the set is not under way any more, rejects with what ended its work. */
  ended: (id: string) => Promise<void>
  stop: (id: string) => void
  /** Whether work ended because it was told to. */
  isStop: (error: unknown) => boolean
  close: () => Promise<void>
}

type Running = Wanted & { done: number; stopping: boolean; ended: Promise<void> }

class Stopped extends Error {}

export const openCodeJobs = (): CodeJobs => {
  const running = new Map<string, Running>()
  let closed = false
  const checkRoom = ({ organisation, count }: Wanted): void => {
    if (closed) throw new AppError('NOT_READY', { details: { part: 'codes' } })
    if (count <= mostAtOnce) return
    const large = [...running.values()].filter((one) => one.count > mostAtOnce)
    const own = large.filter((one) => one.organisation === organisation)
    if (large.length >= places || own.length >= placesOfOne)
      throw new AppError('SERVER_BUSY', { details: { part: 'codes', retryAfter: 5 } })
  }
  const perform = async (job: Running, begun: Promise<void>, work: (job: Job) => Promise<void>): Promise<void> => {
    try {
      await begun
      await work({
        at: (done) => {
          job.done = done
          if (job.stopping) throw new Stopped()
        },
      })
    } finally {
      running.delete(job.id)
    }
  }
  return {
    start: async (wanted, begin, work) => {
      if (running.has(wanted.id)) return
      checkRoom(wanted)
      const job: Running = { ...wanted, done: 0, stopping: false, ended: Promise.resolve() }
      running.set(wanted.id, job)
      const begun = begin()
      job.ended = perform(job, begun, work)
      // Who waits for it hears of a failure, and its own work has written it down.
      job.ended.catch(() => undefined)
      await begun
    },
    doneOf: (id) => running.get(id)?.done,
    ended: async (id) => running.get(id)?.ended,
    stop: (id) => {
      const job = running.get(id)
      if (job !== undefined) job.stopping = true
    },
    isStop: (error) => error instanceof Stopped,
    close: async () => {
      closed = true
      const all = [...running.values()]
      for (const job of all) job.stopping = true
      await Promise.allSettled(all.map(({ ended }) => ended))
    },
  }
}
