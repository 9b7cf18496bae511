// Codes written in bulk are those that the grammar's own functions write, and their tiles give the tree that everybody verifies.
import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { codeLeaf, codesRoot } from '@ectrace/shared/codes/code-set'
import { makeSerial, serialHolds } from '@ectrace/shared/codes/serial'
import { formatCode, parsePath } from '@ectrace/shared/codes/trace-code'
import type { BatchCode } from '@ectrace/shared/codes/trace-code'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import { inclusionPath, inclusionProof, subtreeRootOf } from '@ectrace/shared/proof/merkle'
import { makeMultiproof } from '@ectrace/shared/proof/multiproof'
import { readSerials } from './read-serials.ts'
import { subtreesOf, treeOver } from './tile-tree.ts'
import { enciphered, hashed, openCodeWriter } from './write-codes.ts'

const batch: BatchCode = { kind: 'batch', scheme: 'gtin', product: '06901234567892', lot: 'A/1+b' }
const key = { id: 11, bytes: createHash('sha256').update('code key').digest() }
const secret = createHash('sha256').update('batch key').digest()
const tag = 0xfedcba987

const textOf = (bytes: Uint8Array, count: number): string[] => {
  const text = Buffer.from(bytes).toString('latin1')
  const length = text.length / count
  return Array.from({ length: count }, (_none, i) => text.slice(i * length, (i + 1) * length))
}
const serialOf = (path: string): string => {
  const code = parsePath(path)
  return code.kind === 'item' ? code.serial : ''
}

describe('codes written in bulk', () => {
  const write = openCodeWriter(key, batch, enciphered(secret, tag))

  test('are well formed, hold their keyed check, differ, and are the same in any piece', () => {
    const all = textOf(write({ from: 0, count: 1000 }, 'path'), 1000)
    expect(new Set(all).size).toBe(1000)
    for (const path of all.slice(0, 100)) {
      expect(parsePath(path).path).toBe(path)
      expect(serialHolds(key.bytes, batch.product, batch.lot, serialOf(path))).toBe(true)
    }
    expect(textOf(write({ from: 300, count: 7 }, 'path'), 7)).toEqual(all.slice(300, 307))
  })

  test('share no code with another set of the batch', () => {
    const other = openCodeWriter(key, batch, enciphered(secret, tag - 1))
    const both = [
      ...textOf(write({ from: 0, count: 5000 }, 'path'), 5000),
      ...textOf(other({ from: 0, count: 5000 }, 'path'), 5000),
    ]
    expect(new Set(both).size).toBe(10_000)
  })

  test('are read back to set and index; a wrong check or an unknown key is not', () => {
    const paths = textOf(write({ from: 999_990, count: 10 }, 'path'), 10)
    const serials = paths.map(serialOf)
    const read = readSerials(secret, batch, [key], serials)
    expect(read).toEqual(serials.map((_serial, i) => ({ key: 11, tag, index: 999_990 + i })))
    const [serial = ''] = serials
    const forged = serial.slice(0, 19) + (serial.endsWith('0') ? '1' : '0')
    expect(readSerials(secret, batch, [key], [forged, 'short', serial.toLowerCase(), ''])).toEqual(
      Array.from({ length: 4 }, () => undefined),
    )
    expect(readSerials(secret, batch, [{ ...key, id: 10 }], [serial])).toEqual([undefined])
    expect(readSerials(secret, { ...batch, lot: 'A/2+b' }, [key], [serial])).toEqual([undefined])
  })

  test('of an older set are those of the hashes of its seed', () => {
    const seed = 'ab'.repeat(32)
    const due = Array.from({ length: 50 }, (_none, i) => {
      const random = createHash('sha256').update(`${seed}/${i}`).digest().subarray(0, 7)
      const serial = makeSerial({ key: key.bytes, keyId: 11 }, { product: batch.product, lot: batch.lot, random })
      return formatCode({ ...batch, kind: 'item', serial })
    })
    const old = openCodeWriter(key, batch, hashed(seed))
    expect(textOf(old({ from: 0, count: 50 }, 'path'), 50)).toEqual(due)
  })

  test.each([1, 2, 255, 256, 257, 1000, 65_537])('the tiles of %i codes give the plain tree and its paths', (count) => {
    const paths = textOf(write({ from: 0, count }, 'path'), count)
    const leaves = paths.map(codeLeaf)
    expect(Buffer.from(write({ from: 0, count }, 'leaf')).equals(Buffer.concat(leaves))).toBe(true)
    const above = treeOver(write({ from: 0, count }, 'tile'))
    expect(hexEncode(above.root)).toBe(codesRoot(paths))
    const inside = (tile: number) => {
      const from = tile * 256
      return treeOver(write({ from, count: Math.min(256, count - from) }, 'leaf'))
    }
    const some = [...new Set([0, 1, 255, 256, Math.floor(count / 3), count - 1])].filter((index) => index < count)
    for (const index of some) {
      const tile = Math.floor(index / 256)
      const subtree = subtreesOf(above, new Map([[tile, inside(tile)]]))
      expect(inclusionProof(index, count, subtree)).toEqual(inclusionPath(leaves, index))
    }
    const tiles = new Map(some.map((index) => [Math.floor(index / 256), inside(Math.floor(index / 256))]))
    const inOrder = some.sort((a, b) => a - b)
    expect(makeMultiproof(inOrder, count, subtreesOf(above, tiles))).toEqual(
      makeMultiproof(inOrder, count, subtreeRootOf(leaves)),
    )
  })
})
