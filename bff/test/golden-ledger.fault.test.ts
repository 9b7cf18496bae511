// Logs that released versions wrote (fault 16): verified, opened, read and continued, and the same bytes come out again.
import { readdirSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { canonical } from '@ectrace/shared/proof/canonical'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { transactionId } from '@ectrace/shared/proof/envelope'
import { encodeRecord } from '../src/ledger/embedded/block.ts'
import { decodeBlock } from '../src/ledger/embedded/block-decode.ts'
import { openCommitter } from '../src/ledger/embedded/committer.ts'
import { nodeFiles } from '../src/ledger/embedded/files.ts'
import { loadLog } from '../src/ledger/embedded/log-key.ts'
import { openEnd } from '../src/ledger/embedded/open-end.ts'
import { genesisHead } from '../src/ledger/embedded/open-log.ts'
import { emptyState } from '../src/ledger/embedded/open-state.ts'
import { listSegments } from '../src/ledger/embedded/segment.ts'
import type { WalkedBlock } from '../src/ledger/embedded/walk-log.ts'
import { verifyLedger } from '../src/ledger/embedded/verify-ledger.ts'
import { report } from './faults/counts.ts'
import { describeLedger, expectationOf, goldenSegmentLimit, openableGolden, vectors } from './golden-ledger.ts'
import { foundSupplier, makePerson, signedBy } from './ledger-fixture.ts'
import type { Folders } from './ledger-fixture.ts'
import { openHere, readSegment, walkFolder, writeSegment } from './small-log.ts'

const names = readdirSync(vectors).filter((name) => /^ledger-v\d+$/.test(name))

/** The log of `blocks` written anew, by the code as it is, into `folders`, which have its log.json and its key. */
const rewrite = async (folders: Folders, blocks: readonly WalkedBlock[]): Promise<void> => {
  const { dir, keyDir } = folders
  const identity = loadLog({ dir, keyDir, channel: 'trace' })
  const state = emptyState(dir)
  const writer = await openEnd({ dir, files: nodeFiles, limit: goldenSegmentLimit }, { segment: 0, length: 0 })
  let head = genesisHead(identity)
  for (const { header, payload, position } of blocks) {
    const { records } = decodeBlock(payload, position)
    const committer = openCommitter({
      ...{ signer: identity.signer, writer, ...state, head },
      ...{ remember: () => undefined, onBlock: () => undefined, written: () => undefined },
    })
    const encoded = records.map(({ leaf: { envelope, signature }, openings, writes, events }, index) =>
      encodeRecord(
        {
          ...{ id: transactionId(envelope), envelope, envelopeText: canonical(envelope), signature },
          ...{ openings, openingsText: canonical(openings), events },
          ...{ writes, texts: writes.map(({ value }) => canonical(value)) },
        },
        header.height,
        index,
      ),
    )
    await committer.commit(encoded, Date.parse(header.time), header.rules)
    head = committer.head()
  }
  await writer.close()
  state.store.close()
}

describe.each(names)('the golden %s', (name) => {
  const expected = expectationOf(name)

  test('is whole, every signature included', async () => {
    const folders = openableGolden(name)
    const { dir, keyDir } = folders
    const report = await verifyLedger({ dir, keyDir, hashesOnly: false })
    const { root } = verifyCheckpoint(expected.log.checkpoint, expected.log.verifierKey)
    expect(report).toMatchObject({
      ...{ blocks: expected.log.height, transactions: expected.log.size, root: Buffer.from(root).toString('hex') },
      ...{ verifierKey: expected.log.verifierKey, keyChecked: true, unfinished: false },
    })
    folders.remove()
  })

  test('opens without its state and gives every block, transaction, value and proof that it gave when it was written', async () => {
    const folders = openableGolden(name)
    const ledger = await openHere(folders)
    expect(await describeLedger(ledger)).toMatchObject(expected)
    await ledger.close()
    folders.remove()
  })

  test('goes on with a new block, and is whole after it', async () => {
    const folders = openableGolden(name)
    const ledger = await openHere(folders)
    const who = makePerson()
    const { leafIndex } = await ledger.submit(signedBy(who, expected.log.origin, [foundSupplier(who)]))
    expect(leafIndex).toBe(expected.log.size)
    await ledger.close()
    const report = await verifyLedger({ dir: folders.dir, keyDir: folders.keyDir, hashesOnly: false })
    expect(report.transactions).toBe(expected.log.size + 1)
    folders.remove()
  })

  test('has several files and blocks of several transactions, and is written again byte for byte', async () => {
    const folders = openableGolden(name)
    const segments = listSegments(folders.dir).map((segment) => readSegment(folders, segment))
    const { blocks } = walkFolder(folders)
    expect(segments.length).toBeGreaterThan(1)
    expect(Math.max(...blocks.map(({ header }) => header.count))).toBeGreaterThan(2)
    for (const [i] of segments.entries()) writeSegment(folders, Buffer.alloc(0), i + 1)
    await rewrite(folders, blocks)
    const again = listSegments(folders.dir).map((segment) => readSegment(folders, segment))
    const fault = 'a log that a released version wrote: verified, opened, continued, written again'
    report(16, fault, {
      ledger: name,
      blocks: blocks.length,
      bytes: segments.reduce((sum, { length }) => sum + length, 0),
    })
    expect(again.map((bytes) => bytes.toString('latin1'))).toEqual(segments.map((bytes) => bytes.toString('latin1')))
    folders.remove()
  })
})
