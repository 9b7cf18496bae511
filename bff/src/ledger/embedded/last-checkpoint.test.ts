// The memory beside the key survives a write that was torn: the block before is still known.
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { formatVerifierKey, makeVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { makeFolders } from '../../../test/ledger-fixture.ts'
import type { Folders } from '../../../test/ledger-fixture.ts'
import { signCheckpoint } from './checkpoint-note.ts'
import { sha256Hex } from './digest.ts'
import { lastCheckpointFile, openLastCheckpoint, peekLastHeight, readLastCheckpoint } from './last-checkpoint.ts'
import { checkpointReader } from './log-key.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key = makeVerifierKey(
  'ectrace/0123/1',
  new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)),
)
const reader = checkpointReader(formatVerifierKey(key))
const note = (height: number): string =>
  signCheckpoint(
    { key, privateKey },
    { height, hash: sha256Hex(`${height}`), size: height, root: sha256Hex('root'), time: '2026-01-01T00:00:00.000Z' },
  )

describe('the last checkpoint', () => {
  let folders: Folders
  beforeEach(() => {
    folders = makeFolders()
    mkdirSync(folders.keyDir, { recursive: true })
    const last = openLastCheckpoint(folders.keyDir, note(0))
    for (const height of [1, 2, 3, 4, 5]) last.put(height, note(height))
    last.close()
  })
  afterEach(() => folders.remove())

  test('is the newest one put, in a file that never grows', () => {
    expect(readLastCheckpoint(folders.keyDir, reader)).toMatchObject({ height: 5, hash: sha256Hex('5') })
    expect(peekLastHeight(folders.keyDir)).toBe(5)
    expect(statSync(lastCheckpointFile(folders.keyDir)).size).toBe(1024)
  })

  test('torn at any byte of the newest write is the one before', () => {
    const bytes = readFileSync(lastCheckpointFile(folders.keyDir))
    const start = bytes.indexOf('block 5 ') > 512 ? 512 : 0
    for (let torn = start; torn < start + 300; torn += 13) {
      const hurt = Buffer.from(bytes)
      hurt.writeUInt8(hurt.readUInt8(torn) ^ 1, torn)
      writeFileSync(lastCheckpointFile(folders.keyDir), hurt)
      expect(readLastCheckpoint(folders.keyDir, reader)?.height).toBe(4)
    }
  })

  test('is unknown without a file, and damage when another key signed it', () => {
    const other = generateKeyPairSync('ed25519').publicKey
    const raw = new Uint8Array(other.export({ format: 'der', type: 'spki' }).subarray(-32))
    const stranger = checkpointReader(formatVerifierKey(makeVerifierKey(key.name, raw)))
    expect(readLastCheckpoint(folders.dir, reader)).toBeUndefined()
    expect(() => readLastCheckpoint(folders.keyDir, stranger)).toThrow(
      expect.objectContaining({ code: 'LEDGER_DAMAGED' }),
    )
  })
})
