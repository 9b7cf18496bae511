// The state of an embedded log as it moves to Fabric: every newest value, checked against its digest, in chunks.
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '@ectrace/shared/errors'
import { chunkLimit } from '@ectrace/shared/ledger/genesis'
import { sha256Hex } from '../embedded/digest.ts'
import { stateFile } from '../embedded/open-state.ts'

export type CarriedEntry = { key: string; text: string; digest: string }

/** In the order of the keys' bytes. Throws STATE_DIGEST_MISMATCH naming the key whose value is not the one that was written. */
export function* carriedEntries(dir: string): Generator<CarriedEntry> {
  const database = new DatabaseSync(stateFile(dir), { readOnly: true })
  try {
    const newest = 'SELECT key, value, digest, max(leaf_index) FROM entry GROUP BY key ORDER BY key'
    for (const row of database.prepare(newest).iterate()) {
      const [key, text] = [String(row.key), String(row.value)]
      const digest = Buffer.from(row.digest as Uint8Array).toString('hex')
      if (sha256Hex(text) !== digest) throw new AppError('STATE_DIGEST_MISMATCH', { details: { key } })
      yield { key, text, digest }
    }
  } finally {
    database.close()
  }
}

/**
 * The chunks in order: canonical JSON of [key, text] pairs, of at most `size` characters unless one value alone has more. The same
 * state gives the same chunks.
 */
export function* carriedChunks(dir: string, size: number): Generator<string> {
  let pairs: string[] = []
  let length = 0
  const chunk = (): string => `[${pairs.join(',')}]`
  for (const { key, text } of carriedEntries(dir)) {
    const pair = JSON.stringify([key, text])
    if (pair.length + 2 > chunkLimit) throw new AppError('BODY_TOO_LARGE', { details: { key, limit: chunkLimit } })
    if (length > 0 && length + pair.length > size) {
      yield chunk()
      ;[pairs, length] = [[], 0]
    }
    pairs.push(pair)
    length += pair.length + 1
  }
  if (pairs.length > 0) yield chunk()
}
