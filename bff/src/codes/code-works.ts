// What the server keeps at hand of item codes: the keys, what is known of minted sets, and the sets that are being made.
import { shelf } from '../shelf.ts'
import type { Shelf } from '../shelf.ts'
import type { CodeKeys } from './code-keys.ts'
import { openCodeJobs } from './code-jobs.ts'
import type { CodeJobs } from './code-jobs.ts'
import type { KnownSet } from './known-sets.ts'
import type { TileTree } from './tile-tree.ts'

export type CodeWorks = {
  keys: CodeKeys
  jobs: CodeJobs
  /** Of a batch. */
  sets: Shelf<readonly KnownSet[]>
  /** Over the tiles of a set, by its root; a quarter of a megabyte for a million codes. */
  trees: Shelf<TileTree>
  /** Path -> index, of sets whose serials cannot be read back; a megabyte or two each. */
  lists: Shelf<ReadonlyMap<string, number>>
}

export const openCodeWorks = (keys: CodeKeys): CodeWorks => ({
  keys,
  jobs: openCodeJobs(),
  sets: shelf(1_000),
  trees: shelf(64),
  lists: shelf(8),
})
