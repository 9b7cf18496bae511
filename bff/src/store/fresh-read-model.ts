// A read model that is filled from nothing beside the one in use, and then takes its place.
import { openFreshPostgres } from './fresh-postgres-read-model.ts'
import { openFreshSqlite } from './fresh-sqlite-read-model.ts'
import type { ReadModel } from './read-model.ts'
import type { StorePlace } from './store-place.ts'

export type FreshReadModel = {
  readModel: ReadModel
  /**
   * Indexes it, makes it durable, puts it in the place of the old one and closes it. False, and nothing of that but the indexes, where the
   * old one has come further meanwhile; `anyway`: also then.
   */
  putInPlace: (anyway: boolean) => Promise<boolean>
  /** Closes and removes it; the old one stays. */
  discard: () => Promise<void>
}

/** For the read model in `place`: a file that nobody may have open, or a schema. What an interrupted one left is removed. */
export const openFreshReadModel = (place: StorePlace): Promise<FreshReadModel> =>
  typeof place === 'string' ? openFreshSqlite(place) : openFreshPostgres(place)
