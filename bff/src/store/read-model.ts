// The read model: derived from the chain alone, dropped and projected again whenever its shape changes.
import { Kysely } from 'kysely'
import type { QueryExecutorProvider } from 'kysely'
import { openPostgresEngine } from './postgres-read-model.ts'
import type { ReadModelEngine } from './read-model-engine.ts'
import { isDamagedFile } from './sqlite-errors.ts'
import { deleteReadModel, openSqliteEngine } from './sqlite-read-model.ts'
import type { StateKind, StateRow } from './state-columns.ts'
import type { SqlEngine, StorePlace } from './store-place.ts'

/** One operation of a committed transaction; `recorded_at` is the sequencer's clock (ISO, UTC). */
export type RecordTable = {
  transaction: string
  op: number
  name: string
  caller: string
  organisation: string
  height: number
  tx_index: number
  leaf_index: number
  recorded_at: string
}

/** What a record speaks of: the state keys it wrote, and the batches and the trade it names. `n` counts the subject's records from 1. */
export type RecordSubjectTable = { subject: string; n: number; transaction: string; op: number }

/** How many records a subject has: a row missing from `record_subject` is noticed by it. */
export type SubjectTable = { subject: string; records: number }

/** The batches of an event, in its order. */
export type EventBatchTable = { event: string; position: number; batch: string }

/** How far the projection is: the last block and its hash. At most one row, `id` 1. */
export type CursorTable = { id: number; height: number; hash: string }

export type ReadModelTables = { [K in StateKind]: StateRow<K> } & {
  record: RecordTable
  record_subject: RecordSubjectTable
  subject: SubjectTable
  event_batch: EventBatchTable
  cursor: CursorTable
}

export class ReadModel extends Kysely<ReadModelTables> {
  readonly #engine: ReadModelEngine
  constructor(engine: ReadModelEngine) {
    super({ dialect: engine.dialect })
    this.#engine = engine
  }
  get engine(): SqlEngine {
    return this.#engine.name
  }
  /** So many transactions more are in it. */
  wrote(transactions: number): void {
    this.#engine.wrote(transactions)
  }
  /**
   * Names what the read model says now: the same text as before means that nobody has written to it since, neither this process nor
   * anybody else, by whatever way. What an engine cannot see stands with it (`sqlite-read-model.ts`, `postgres-watch.ts`).
   */
  stamp(): Promise<string> {
    return this.#engine.stamp()
  }
  /** Drops every table and makes them anew, empty, in one transaction; `fence` comes first in it, and nothing is done where it throws. */
  async empty(fence?: (transaction: QueryExecutorProvider) => Promise<void>): Promise<void> {
    await this.transaction().execute(async (transaction) => {
      await fence?.(transaction)
      await this.#engine.makeTables(transaction)
    })
  }
  /** Makes the tables unless they are there in the shape of this version. */
  async prepare(): Promise<void> {
    await this.#engine.prepare(this)
  }
  override async destroy(): Promise<void> {
    await this.#engine.close()
    await super.destroy()
  }
}

const prepared = async (engine: ReadModelEngine): Promise<ReadModel> => {
  const readModel = new ReadModel(engine)
  try {
    await readModel.prepare()
    return readModel
  } catch (error) {
    await readModel.destroy()
    throw error
  }
}

const openFile = async (file: string): Promise<ReadModel> => prepared(openSqliteEngine(file, 'NORMAL'))

/**
 * Opens the read model in `place`; one of another shape, or a file that SQLite cannot read, is replaced by an empty one. Throws
 * NOT_READY {part: database} when PostgreSQL is not there.
 */
export const openReadModel = async (place: StorePlace): Promise<ReadModel> => {
  if (typeof place !== 'string') return prepared(openPostgresEngine(place))
  try {
    return await openFile(place)
  } catch (error) {
    if (!isDamagedFile(error)) throw error
    deleteReadModel(place)
    return openFile(place)
  }
}
