// Where the repository lies, whatever folder a tool is started from.
import path from 'node:path'

/** Absolute path of the repository's root folder. */
export const root = path.resolve(import.meta.dirname, '..')
