// How every store of blobs behaves, whether it keeps files or objects.
import { createHash, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { blobLimit, blobPath } from './blobs.ts'
import type { Blobs } from './blobs.ts'

/** `names` are places below the root, of whatever lies there; `write` puts bytes there past the store. */
export type OpenedBlobs = {
  blobs: Blobs
  names: () => Promise<string[]>
  write: (place: string, bytes: Uint8Array) => Promise<void>
  close: () => Promise<void>
}

const bytes = new Uint8Array([1, 2, 3, 255])
const digestOf = (of: Uint8Array): string => createHash('sha256').update(of).digest('hex')
const digest = digestOf(bytes)

const listed = async (blobs: Blobs): Promise<string[]> => {
  const found: string[] = []
  for await (const one of blobs.digests()) found.push(one)
  return found
}

/** Runs the suite over a store that is empty before each test. */
export const blobsConformance = (name: string, open: () => Promise<OpenedBlobs>): void => {
  describe(`blobs in ${name}`, () => {
    let opened: OpenedBlobs
    let blobs: Blobs
    beforeEach(async () => {
      opened = await open()
      blobs = opened.blobs
    })
    afterEach(() => opened.close())
    const mismatch = { code: 'STATE_DIGEST_MISMATCH', details: { blob: digest } }

    test('are found again under the SHA-256 of their bytes', async () => {
      expect(await blobs.put(bytes)).toBe(digest)
      expect(await blobs.get(digest)).toEqual(bytes)
      expect(await opened.names()).toEqual([blobPath(digest)])
    })

    test('may be empty, and as large as the limit', async () => {
      for (const one of [new Uint8Array(), new Uint8Array(randomBytes(blobLimit))]) {
        const put = await blobs.put(one)
        expect(put).toBe(digestOf(one))
        expect(digestOf((await blobs.get(put)) ?? bytes)).toBe(put)
      }
    })

    test('are stored once however often and however concurrently they are put, without leftovers', async () => {
      const put = await Promise.all(Array.from({ length: 8 }, () => blobs.put(bytes)))
      expect(new Set([...put, await blobs.put(bytes)])).toEqual(new Set([digest]))
      expect(await opened.names()).toEqual([blobPath(digest)])
      expect(await blobs.get(digest)).toEqual(bytes)
    })

    test('that nobody put are undefined, and so is what is no digest', async () => {
      expect(await blobs.get(digest)).toBeUndefined()
      expect(await blobs.get('../../etc/passwd')).toBeUndefined()
      expect(await blobs.get('')).toBeUndefined()
      await blobs.put(bytes)
      expect(await blobs.get(digest.toUpperCase())).toBeUndefined()
    })

    test('that were changed are refused when read, and restored when put again', async () => {
      await blobs.put(bytes)
      await opened.write(blobPath(digest), new Uint8Array([1, 2, 3, 254]))
      await expect(blobs.get(digest)).rejects.toMatchObject(mismatch)
      expect(await blobs.put(bytes)).toBe(digest)
      expect(await blobs.get(digest)).toEqual(bytes)
    })

    test('that grew beyond the limit are refused, and restored when put again', async () => {
      await blobs.put(bytes)
      await opened.write(blobPath(digest), new Uint8Array(blobLimit + 1))
      await expect(blobs.get(digest)).rejects.toMatchObject(mismatch)
      await blobs.put(bytes)
      expect(await blobs.get(digest)).toEqual(bytes)
    })

    test('that are too large are refused and leave nothing', async () => {
      await expect(blobs.put(new Uint8Array(blobLimit + 1))).rejects.toMatchObject({
        ...{ code: 'BODY_TOO_LARGE', details: { limit: blobLimit } },
      })
      expect(await opened.names()).toEqual([])
    })

    test('are listed in the order of their digests, and what bears another name is passed over', async () => {
      expect(await listed(blobs)).toEqual([])
      const put: string[] = []
      for (let n = 0; n < 23; n++) put.push(await blobs.put(new Uint8Array([n])))
      const [first = ''] = put
      for (const place of ['readme', 'ab/short', `${blobPath(first)}.tmp`, `x/${blobPath(first)}`])
        await opened.write(place, bytes)
      expect(await listed(blobs)).toEqual([...put].sort())
    })
  })
}
