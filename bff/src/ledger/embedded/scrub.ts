// Has the whole log and state read again in the background: after a start that did not, and every day. Damage stops the writing.
import { existsSync, statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { AppError } from '@ectrace/shared/errors'
import type { ScrubState } from '@ectrace/shared/ledger/ledger'
import type { Note } from './core.ts'
import { stateFile } from './open-state.ts'
import { errorFromWire } from './rpc.ts'
import type { FromScrub, ScrubWork } from './scrub-worker.ts'
import { logBytes } from './segment.ts'
import { startBytes } from './walk-start.ts'

export type ScrubOptions = {
  dir: string
  keyDir: string
  clock: () => number
  note: Note
  told: (state: ScrubState) => void
  /** Hears once of damage, with its place. */
  onDamage: (fault: AppError) => void
  /** Milliseconds to the first scrub; by default at once when the start left bytes unread, else a day. */
  firstAfter?: number | undefined
  /** Of one processor's time; a fifth. */
  share?: number | undefined
}

export type Scrub = { close: () => Promise<void> }

const day = 24 * 60 * 60 * 1_000
const fifth = 0.2

const leftUnread = (dir: string): boolean =>
  logBytes(dir) > startBytes || (existsSync(stateFile(dir)) && statSync(stateFile(dir)).size > startBytes)

/** Runs until it is closed; a scrub that finds damage is the last one. */
export const openScrub = (options: ScrubOptions): Scrub => {
  const { dir, keyDir, clock, note, told, onDamage, share = fifth } = options
  let worker: Worker | undefined
  let timer: NodeJS.Timeout

  const at = (): string => new Date(clock()).toISOString()
  const hear = (message: FromScrub): void => {
    if (message.kind === 'progress') {
      told({ state: 'running', transactions: message.transactions, total: message.total, at: at() })
      return
    }
    if (message.kind === 'whole') {
      const { transactions } = message
      told({ state: 'whole', transactions, total: transactions, at: at() })
      note('info', 'the log was read again and is whole', { transactions })
      wait(day)
      return
    }
    const fault = errorFromWire(message.error)
    if (message.kind === 'failed') {
      note('warn', 'the log could not be read again', { error: message.error })
      wait(day)
      return
    }
    told({ state: 'damaged', transactions: 0, total: 0, at: at(), fault: { code: fault.code, details: fault.details } })
    note('error', 'the log or its state is damaged: no further block is written', { ...message.error })
    onDamage(fault)
  }
  const run = (): void => {
    const workerData: ScrubWork = { dir, keyDir, share }
    worker = new Worker(new URL('./scrub-worker.ts', import.meta.url), { workerData, name: 'scrub', execArgv: [] })
    worker.on('message', hear)
    worker.on('error', (error: Error) =>
      note('warn', 'the thread that reads the log again failed', { error: error.message }),
    )
    worker.unref()
  }
  const wait = (ms: number): void => {
    timer = setTimeout(run, ms)
    timer.unref()
  }

  wait(options.firstAfter ?? (leftUnread(dir) ? 0 : day))
  return {
    close: async () => {
      clearTimeout(timer)
      await worker?.terminate()
    },
  }
}
