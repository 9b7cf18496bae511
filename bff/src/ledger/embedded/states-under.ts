// The newest values under a kind of state keys, from the state database of a ledger that may be running: for who has verified it before.
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { stateFile } from './open-state.ts'

/** Undefined when there is no state database yet; `kind` is the part of the keys before the first slash. */
export const statesUnder = (dir: string, kind: string): unknown[] | undefined => {
  if (!existsSync(stateFile(dir))) return undefined
  const database = new DatabaseSync(stateFile(dir), { readOnly: true })
  try {
    const newest = 'SELECT value, max(leaf_index) FROM entry WHERE key > ? AND key < ? GROUP BY key ORDER BY key'
    // `0` follows the slash.
    const rows = database.prepare(newest).all(`${kind}/`, `${kind}0`)
    return rows.map(({ value }) => JSON.parse(String(value)) as unknown)
  } finally {
    database.close()
  }
}
