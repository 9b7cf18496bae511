// Where a store of rows lies: in a file of SQLite, or in a schema of a PostgreSQL.

/** `url` is a postgres:// address, which may hold a password; `schema` belongs to this store alone. */
export type PostgresPlace = { url: string; schema: string }

/** A text is the path of a SQLite file. */
export type StorePlace = string | PostgresPlace

/** As `/readyz` and the log name them. */
export type SqlEngine = 'sqlite' | 'postgresql'
