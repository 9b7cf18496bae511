// Where a store lies: rows in a file of SQLite or in a schema of a PostgreSQL, blobs in a folder or in a bucket.

/** `url` is a postgres:// address, which may hold a password; `schema` belongs to this store alone. */
export type PostgresPlace = { url: string; schema: string }

/** A text is the path of a SQLite file. */
export type StorePlace = string | PostgresPlace

/** As `/readyz` and the log name them. */
export type SqlEngine = 'sqlite' | 'postgresql'

/**
 * A bucket of an S3-compatible store. `endpoint` is an origin; `prefix` is empty or ends with a slash. `addressing`: the bucket stands in
 * the path, or before the host (virtual-hosted style).
 */
export type S3Place = Readonly<{
  endpoint: string
  bucket: string
  prefix: string
  addressing: 'path' | 'host'
  region: string
  keyId: string
  secret: string
}>

/** A text is the path of a folder. */
export type BlobsPlace = string | S3Place

export type BlobsEngine = 'files' | 's3'
