// Golden ledgers, `shared/vectors/ledger-v*`: the files of small logs that released versions wrote, and what must be read from them for ever.
import { createHash, createPrivateKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { keyFile } from '../src/ledger/embedded/log-key.ts'
import { makeFolders } from './ledger-fixture.ts'
import type { Folders } from './ledger-fixture.ts'

export const vectors = fileURLToPath(new URL('../../shared/vectors', import.meta.url))

/** Small enough for a golden ledger to have two files. */
export const goldenSegmentLimit = 64 * 1024

/** A test key, signs nothing real: everybody can derive it from this sentence. */
const goldenKey = (): KeyObject => {
  const seed = createHash('sha256').update('test key of the golden ledgers, signs nothing real').digest()
  // RFC 8410 §7: an Ed25519 private key in PKCS #8 is these bytes and the seed.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

/** Folders with the test key and nothing else. */
export const keyedFolders = (): Folders => {
  const folders = makeFolders()
  mkdirSync(folders.dir, { recursive: true })
  mkdirSync(folders.keyDir, { recursive: true, mode: 0o700 })
  const pem = goldenKey().export({ type: 'pkcs8', format: 'pem' })
  writeFileSync(keyFile(folders.keyDir), pem, { mode: 0o600 })
  return folders
}

/** A copy of golden ledger `name` that can be opened. `log.json` and `last-checkpoint` alone come too when it is to be `empty`. */
export const openableGolden = (name: string): Folders => {
  const folders = keyedFolders()
  cpSync(join(vectors, name, 'ledger'), folders.dir, { recursive: true })
  cpSync(join(vectors, name, 'last-checkpoint'), join(folders.keyDir, 'last-checkpoint'))
  return folders
}

const proofPairs = (size: number): [number, number][] => [
  [0, 1],
  [0, size],
  [size - 1, size],
  [Math.floor(size / 2), size],
  [2, Math.floor((2 * size) / 3)],
]

/** What a reader of the port learns about the whole log: the golden expectation, and what is compared with it. */
export const describeLedger = async (ledger: Ledger) => {
  const log = await ledger.log()
  const blocks = await ledger.blocks(1, 1_000)
  const written = new Set(
    blocks.flatMap(({ transactions }) => transactions.flatMap(({ writes }) => writes.map(({ key }) => key))),
  )
  const state: Record<string, { digest: string; leafIndex: number; versions: number }> = {}
  for (const key of [...written].sort()) {
    const entry = await ledger.read(key)
    const versions = await ledger.history(key, { limit: 100 })
    state[key] = { digest: entry?.digest ?? '', leafIndex: entry?.leafIndex ?? -1, versions: versions.length }
  }
  const inclusion = await Promise.all(
    proofPairs(log.size).map(async ([leafIndex, size]) => ({
      leafIndex,
      size,
      path: await ledger.inclusion(leafIndex, size),
    })),
  )
  const consistency = await Promise.all(
    proofPairs(log.size).map(async ([first, second]) => ({
      ...{ first: first + 1, second },
      path: await ledger.consistency(first + 1, second),
    })),
  )
  return {
    log,
    blocks: blocks.map(({ height, hash, time, transactions }) => ({
      ...{ height, hash, time },
      transactions: transactions.map(({ transaction }) => transaction),
    })),
    ...{ inclusion, consistency, state },
  }
}

export type GoldenExpectation = Awaited<ReturnType<typeof describeLedger>>

export const expectationOf = (name: string): GoldenExpectation =>
  JSON.parse(readFileSync(join(vectors, name, 'expected.json'), 'utf8')) as GoldenExpectation
