// Reads the code that the system or SQLite put on an error. By its shape: an error may come from another realm, where its class is another.

const member = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined

/** ENOSPC, EIO, EACCES …; undefined when it is no error of the system. */
export const systemCode = (error: unknown): string | undefined => {
  const code = member(error, 'code')
  return typeof code === 'string' ? code : undefined
}

const primary = 0xff // the low byte is the primary code, the rest says more about it

/** SQLite's primary result code (sqlite.org/rescode.html), or undefined. */
export const sqliteCode = (error: unknown): number | undefined => {
  const code = member(error, 'errcode')
  return typeof code === 'number' ? code & primary : undefined
}

/** What a person reading the log of the process gets. */
export const textOf = (error: unknown): string => {
  const text = member(error, 'stack') ?? member(error, 'message')
  return typeof text === 'string' ? text : String(error)
}
