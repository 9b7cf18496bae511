// The blobs of a backup are files; where the settings name an object store they go there.
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { blobPath } from '../store/blobs.ts'
import { carryBlobs } from '../store/carry-blobs.ts'
import { openFileBlobs } from '../store/file-blobs.ts'
import { openBlobs } from '../store/open-blobs.ts'
import type { BlobsPlace } from '../store/store-place.ts'

/**
 * Carries the files of `folder` into the store of `place` and takes those away that lie there; files that belong into files stay.
 * Resolves to the digests of files that are damaged and stay for that. Harmless when repeated after a crash.
 */
export const settleBlobs = async (folder: string, place: BlobsPlace): Promise<readonly string[]> => {
  if (typeof place === 'string') return []
  const files = openFileBlobs(folder)
  const { damaged } = await carryBlobs(files, openBlobs(place))
  const stays = new Set(damaged)
  for await (const digest of files.digests()) if (!stays.has(digest)) await rm(path.join(folder, blobPath(digest)))
  return damaged
}
