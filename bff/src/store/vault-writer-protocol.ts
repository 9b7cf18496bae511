// What the vault's readers and its one writer say to each other.
import type { QueryResult } from 'kysely'
import type { WriteFault } from './write-fault.ts'

/** A compiled statement; parameters as SQLite binds them. `name`: one that is run all the time, by which it may stay prepared. */
export type Statement = { sql: string; parameters: readonly unknown[]; name?: string }

/** Statements that are kept together or not at all. */
export type Act = { id: number; statements: readonly Statement[] }

export type ToWriter =
  | { kind: 'acts'; acts: readonly Act[] }
  /** A transaction step by step: acts wait until it has ended. */
  | { kind: 'begin' | 'commit' | 'rollback'; id: number }
  | { kind: 'step'; id: number; statement: Statement }
  | { kind: 'close' }

export type Written = { id: number; results: QueryResult<unknown>[] } | { id: number; fault: WriteFault }

export type FromWriter =
  | { kind: 'opened' }
  | { kind: 'failed'; fault: WriteFault }
  /** What is told is durable. */
  | { kind: 'written'; written: readonly Written[] }

/** What the thread is started with. */
export type WriterData = { file: string }
