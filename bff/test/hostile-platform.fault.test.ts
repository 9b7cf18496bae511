// Row 15 of the fault list: an operator who has the files and the key. A reader with one old checkpoint finds each lie out, by its own code.
import { generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ErrorCode } from '@ectrace/shared/errors'
import { AppError } from '@ectrace/shared/errors'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import { formatCheckpointBody, parseCheckpoint } from '@ectrace/shared/proof/checkpoint'
import type { Leaf, Opening } from '@ectrace/shared/proof/envelope'
import { advancePin } from '@ectrace/shared/proof/pin'
import type { Pin } from '@ectrace/shared/proof/pin'
import { makeProofFile, verifyProofFile } from '@ectrace/shared/proof/proof-file'
import { signNote } from '@ectrace/shared/proof/signed-note'
import { makeVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { signCheckpoint } from '../src/ledger/embedded/checkpoint-note.ts'
import { loadLog } from '../src/ledger/embedded/log-key.ts'
import { copyFolders, growLog, makeSmallLog, openHere } from './small-log.ts'
import type { SmallLog } from './small-log.ts'
import { makePlace, signedBy } from './ledger-fixture.ts'
import type { Folders } from './ledger-fixture.ts'

/** Transactions that the old copy has, that the reader has seen, and that there are. */
const [old, seen, now] = [3, 6, 9]

/** What a platform hands to a reader who asks for record `transaction`. */
type Offer = {
  checkpoint: string
  consistency: string[]
  leaf: Leaf
  fields: Record<string, Opening>
  leafIndex: number
  path: string[]
}

let log: SmallLog
let copy: Folders
const forks: Folders[] = []
let verifierKey: string
let pin: Pin
let honest: Offer
let transaction: string
let another: Offer
let stale: string
let seenCheckpoint: string
let foreign: string

/** The files as a reader is served from them: record number `index` under the newest checkpoint. */
const served = async (folders: Folders, index: number): Promise<Offer> => {
  const ledger = await openHere(folders)
  try {
    const [{ checkpoint, size }, [block]] = [await ledger.log(), await ledger.blocks(index + 1, 1)]
    const [record] = block?.transactions ?? []
    if (record === undefined) throw new Error(`no record ${index}`)
    return {
      checkpoint,
      consistency: size > seen ? await ledger.consistency(seen, size) : [],
      leaf: record.leaf,
      fields: record.openings[0] ?? {},
      leafIndex: record.leafIndex,
      path: await ledger.inclusion(record.leafIndex, size),
    }
  } finally {
    await ledger.close()
  }
}

/** Another history out of the old copy, with as many transactions as asked for: same key, same people, other acts. */
const forkOf = async (size: number): Promise<Folders> => {
  const fork = copyFolders(copy)
  forks.push(fork)
  const ledger = await openHere(fork)
  const { origin } = await ledger.log()
  for (let made = old; made < size; made++)
    await ledger.submit(signedBy(log.who, origin, [makePlace(`elsewhere ${made}`)]))
  await ledger.close()
  return fork
}

const identity = () => loadLog({ ...log.folders, channel: 'trace' })

/** `checkpoint` with some of it otherwise, signed again with the log's own key. */
const resigned = (checkpoint: string, change: { size?: number; time?: string }): string => {
  const { body, size, root, time } = parseCheckpoint(checkpoint)
  const [, height = '', hash = ''] = /^block (\d+) ([0-9a-f]+)$/m.exec(body) ?? []
  const sealed = { size, root: hexEncode(root), time, height: Number(height), hash }
  return signCheckpoint(identity().signer, { ...sealed, ...change })
}

/** The honest checkpoint under the log's name, signed with a key that is not the log's. */
const byAnotherKey = (): string => {
  const pair = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32))
  const key = makeVerifierKey(identity().descriptor.origin, raw)
  const { origin, size, root, time } = parseCheckpoint(honest.checkpoint)
  return signNote(formatCheckpointBody({ origin, size, root, time }), key, (bytes) =>
    sign(null, bytes, pair.privateKey),
  )
}

/** The reader: first the log against the old checkpoint, then the record that was asked for. */
const read = ({ checkpoint, consistency, ...record }: Offer): void => {
  const { size, root, time } = advancePin(pin, { checkpointText: checkpoint, consistency }, verifierKey)
  const file = makeProofFile({ verifierKey, checkpoint, operation: 0, publicKey: log.who.publicKey, ...record })
  verifyProofFile(file, {
    verifierKey,
    seen: { size, root, time, consistency: [] },
    expected: { transaction, operation: 0 },
  })
}

const codeOf = (offer: Offer): ErrorCode | 'believed' => {
  try {
    read(offer)
    return 'believed'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

beforeAll(async () => {
  log = await makeSmallLog(old)
  stale = (await served(log.folders, 0)).checkpoint
  copy = copyFolders(log.folders)
  await growLog(log.folders, log.who, seen)
  verifierKey = identity().descriptor.verifierKey
  seenCheckpoint = (await served(log.folders, 0)).checkpoint
  pin = advancePin(undefined, { checkpointText: seenCheckpoint }, verifierKey)
  await growLog(log.folders, log.who, now)
  honest = await served(log.folders, seen)
  another = await served(log.folders, seen + 1)
  const ledger = await openHere(log.folders)
  transaction = (await ledger.blocks(seen + 1, 1))[0]?.transactions[0]?.transaction ?? ''
  await ledger.close()
  const other = await makeSmallLog(1)
  foreign = (await served(other.folders, 0)).checkpoint
  other.folders.remove()
}, 60_000)
afterAll(() => {
  for (const folders of [log.folders, copy, ...forks]) folders.remove()
})

test('an honest platform is believed, and may sign a newer time over the same entries', () => {
  expect(codeOf(honest)).toBe('believed')
  const later = resigned(honest.checkpoint, { time: '2999-01-01T00:00:00.000Z' })
  expect(codeOf({ ...honest, checkpoint: later })).toBe('believed')
})

type Lie = [what: string, code: ErrorCode, offer: () => Promise<Offer> | Offer]

const aboutTheLog: Lie[] = [
  ['a chain cut short and signed again', 'CHECKPOINT_SHORTENED', async () => served(await forkOf(seen - 1), 0)],
  ['folders rolled back to an old copy', 'CHECKPOINT_ROLLED_BACK', () => served(copy, 0)],
  ['a stale checkpoint replayed', 'CHECKPOINT_ROLLED_BACK', () => ({ ...honest, checkpoint: stale })],
  ['another history of the size that was seen', 'CHECKPOINT_FORKED', async () => served(await forkOf(seen), 0)],
  ['a fork in the middle, grown longer', 'CONSISTENCY_INVALID', async () => served(await forkOf(now), seen)],
  ['a forged consistency proof', 'CONSISTENCY_INVALID', () => ({ ...honest, consistency: honest.path })],
  [
    'a wrong tree size, signed again',
    'CHECKPOINT_SIZE_FALSE',
    () => ({ ...honest, checkpoint: resigned(seenCheckpoint, { size: now }) }),
  ],
  ['another key under its name', 'CHECKPOINT_SIGNATURE', () => ({ ...honest, checkpoint: byAnotherKey() })],
  ['the checkpoint of another log', 'CHECKPOINT_WRONG_LOG', () => ({ ...honest, checkpoint: foreign })],
]

const aboutTheRecord: Lie[] = [
  ['the proof of another leaf', 'RECORD_MISPLACED', () => another],
  [
    'the place of another leaf',
    'INCLUSION_INVALID',
    () => ({ ...honest, leafIndex: another.leafIndex, path: another.path }),
  ],
  ['the path of another leaf', 'INCLUSION_INVALID', () => ({ ...honest, path: another.path })],
  [
    'a value painted otherwise',
    'FIELD_DIGEST_MISMATCH',
    () => ({
      ...honest,
      fields: { ...honest.fields, city: { salt: honest.fields['city']?.salt ?? '', value: '拉萨' } },
    }),
  ],
  [
    'an act that its user never signed',
    'SIGNATURE_INVALID',
    () => {
      const { envelope } = honest.leaf
      const operations = envelope.operations.map((one) => ({
        ...one,
        args: another.leaf.envelope.operations[0]?.args ?? {},
      }))
      return { ...honest, fields: another.fields, leaf: { ...honest.leaf, envelope: { ...envelope, operations } } }
    },
  ],
]

describe('a lie is found out with an old checkpoint and the log’s key', () => {
  test.each([...aboutTheLog, ...aboutTheRecord])('%s: %s', async (_what, code, offer) => {
    expect(codeOf(await offer())).toBe(code)
  })
})

test('a wrong size over a root that the reader has not seen before is found out at the next visit', () => {
  const before = pin
  try {
    const lie = resigned(honest.checkpoint, { size: now + 1 })
    // The shape of the proofs fits: nothing in a Merkle path says how many entries the tree has.
    pin = { ...before, size: now + 1, root: hexEncode(parseCheckpoint(lie).root), time: parseCheckpoint(lie).time }
    expect(codeOf({ ...honest, consistency: [] })).toBe('CHECKPOINT_SIZE_FALSE')
  } finally {
    pin = before
  }
})
