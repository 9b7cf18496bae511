// What SQLite's result codes mean to those who catch them (sqlite.org/rescode.html); the low byte is the primary code.

/** The extended result code of SQLite's own error. */
export const sqliteCode = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : undefined

const primaryCode = (error: unknown): number => (sqliteCode(error) ?? 0) & 0xff

/** SQLITE_CONSTRAINT: a row contradicts one that is there. */
export const isSqliteConstraint = (error: unknown): boolean => primaryCode(error) === 19

/** SQLITE_ERROR: here a table or a column that is not there any more. */
export const isSqliteSchema = (error: unknown): boolean => primaryCode(error) === 1

/** SQLITE_CORRUPT or SQLITE_NOTADB: the file cannot be read. */
export const isDamagedFile = (error: unknown): boolean => [11, 26].includes(primaryCode(error))

/** SQLITE_FULL: the disk has no room. */
export const isFull = (error: unknown): boolean => primaryCode(error) === 13
