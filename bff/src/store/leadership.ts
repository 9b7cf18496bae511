// Which of several processes over one database does what only one may do: a lead that one holds, and that another takes over when it dies.
import { randomUUID } from 'node:crypto'
import type { QueryExecutorProvider } from 'kysely'
import { openPostgresLeadership } from './postgres-leadership.ts'
import type { StorePlace } from './store-place.ts'

/** To be the only one that writes to a store. */
export type Lead = {
  /** As far as this process knows; a transaction makes sure with `fence`. */
  holds(): boolean
  /** Calls `listener` whenever the lead comes or goes. Returns the way to stop. */
  onChange(listener: () => void): () => void
  /**
   * Comes first in every transaction that is written under the lead. Throws LeadLost when this process does not have it any more; nobody
   * else gets it before the transaction has ended.
   */
  fence(transaction: QueryExecutorProvider): Promise<void>
  /** Lets another one have it. */
  close(): Promise<void>
}

export type Leadership = {
  /** Names this process for as long as it lives: another start is another run. */
  run: string
  /** Whether the process of `run` lives. One that lost its connection counts as dead until it has another. */
  isAlive(run: string): Promise<boolean>
  /** From now on this process wants to be the one that writes to the store in `place`. */
  lead(place: StorePlace): Lead
  /** Does `work` while no other process does what is called so. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Of a process that shares its store with nobody. */
export const soleLead: Lead = {
  holds: () => true,
  onChange: () => () => undefined,
  fence: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

const openSole = (): Leadership => {
  const run = randomUUID()
  return {
    run,
    isAlive: (other) => Promise.resolve(other === run),
    lead: () => soleLead,
    alone: (_name, work) => work(),
    close: () => Promise.resolve(),
  }
}

/** `place`: of the vault. A file of SQLite belongs to one process; a PostgreSQL may be shared by several. */
export const openLeadership = async (place: StorePlace): Promise<Leadership> =>
  typeof place === 'string' ? openSole() : openPostgresLeadership(place)
