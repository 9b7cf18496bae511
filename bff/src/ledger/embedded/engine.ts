// What turns submissions into blocks of the log: the sequencer by itself, or Fabric, whose blocks are followed.
import type { Committed, Placed } from '@ectrace/shared/ledger/ledger'
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Committer } from './committer.ts'
import type { LogDescriptor } from './log-key.ts'

export type EngineParts = {
  descriptor: LogDescriptor
  committer: Committer
  /** Milliseconds since the epoch. */
  clock: () => number
  /** A committed value, checked against its digest. */
  read: (key: string) => Json | undefined
  /** Where a transaction stands, when it is on chain. */
  placed: (id: string) => Placed | undefined
  /** The transactions of a block, in order; empty when there is no such block. */
  transactionsOf: (height: number) => Committed[]
  /** Hears of what is no AppError: a fault of ours. */
  onFault: (error: unknown) => void
}

export type Engine = {
  /** Resolves when the log stands where it stood for others when it was opened. */
  caughtUp?: () => Promise<void>
  /** `submission`: its JSON. */
  submit: (submission: string) => Promise<Placed>
  /** Takes no new ones and resolves when all that were taken are answered. */
  drain: () => Promise<void>
}
