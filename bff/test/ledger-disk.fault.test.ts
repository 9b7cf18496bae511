// A disk that is full or broken at one operation: nothing acknowledged is lost, nothing unacknowledged is told as done, reads go on.
import { createPublicKey, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { DatabaseSync } from 'node:sqlite'
import type { AppError } from '@ectrace/shared/errors'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { stateFile } from '../src/ledger/embedded/open-state.ts'
import { verifyLedger } from '../src/ledger/embedded/verify-ledger.ts'
import { hashOf, makePerson, makePlace, placeKey, refusal, signedBy } from './ledger-fixture.ts'
import { failingFiles, holdSync } from './failing-files.ts'
import { makeSmallLog, openHere, placeSubmission, readSegment, walkFolder } from './small-log.ts'
import type { SmallLog } from './small-log.ts'

type Bench = SmallLog &
  ReturnType<typeof failingFiles> & { ledger: Ledger; put: (name: string) => Promise<{ block: { height: number } }> }

/** Resolves when the threads that check signatures have done two hundred more: those asked for before are done. */
const signaturesVerified = async (): Promise<void> => {
  const { key } = makePerson()
  const checks = Array.from({ length: 200 }, () =>
    promisify(verify)('sha256', Buffer.alloc(1), createPublicKey(key), Buffer.alloc(64)),
  )
  await Promise.all(checks)
}

/** A ledger of two blocks on files that can be made to fail. */
const withLedger = async (run: (bench: Bench) => Promise<void>, segmentLimit?: number): Promise<void> => {
  const log = await makeSmallLog(2)
  const failing = failingFiles()
  const ledger = await openHere(log.folders, {
    files: failing.files,
    ...(segmentLimit !== undefined && { segmentLimit }),
  })
  const put = async (name: string): Promise<{ block: { height: number } }> =>
    ledger.submit(await placeSubmission(ledger, log.who, name))
  await run({ ...log, ...failing, ledger, put })
  await ledger.close()
  log.folders.remove()
}

const blocksAfterRestart = async ({ folders }: SmallLog): Promise<number> => {
  const ledger = await openHere(folders)
  const { height } = await ledger.log()
  await ledger.close()
  expect(await verifyLedger({ ...folders, hashesOnly: false })).toMatchObject({ blocks: height, unfinished: false })
  return height
}

const codeOf = async (act: Promise<unknown>): Promise<AppError['code']> => (await refusal(act)).code

describe('when the disk is full', () => {
  test.each([0, 5, 1000])(
    'after %i bytes of a block, it is refused, cut off, reads go on, and the next one fits',
    (partly) =>
      withLedger(async ({ fail, put, ledger, folders, who }) => {
        const length = readSegment(folders).length
        fail({ operation: 'write', code: 'ENOSPC', partly })
        const refused = await refusal(put('full'))
        expect(refused).toMatchObject({ code: 'STORAGE_FULL', details: { outcome: 'not written' } })
        expect(readSegment(folders).length).toBe(length)
        expect(await ledger.read(placeKey('full'))).toBeUndefined()
        expect(await ledger.read(`user/${who.user}`)).toBeDefined()
        expect((await ledger.log()).height).toBe(2)
        expect((await put('full')).block.height).toBe(3)
        expect((await put('more')).block.height).toBe(4)
        expect(walkFolder(folders).blocks.length).toBe(4)
      }),
  )

  test('a block that was drafted over one whose sync fails goes with it, and says that it was not written', async () => {
    await withLedger(async ({ files, fail, put, ledger, folders }) => {
      const held = holdSync(files)
      const first = refusal(put('first'))
      await held.reached
      const second = refusal(put('second'))
      await signaturesVerified()
      fail({ operation: 'sync', code: 'EIO' })
      held.release()
      expect(await first).toMatchObject({ code: 'LEDGER_STOPPED', details: { outcome: 'unknown' } })
      expect(await second).toMatchObject({ code: 'LEDGER_STOPPED', details: { outcome: 'not written' } })
      expect((await ledger.log()).height).toBe(2)
      expect(walkFolder(folders).blocks.length).toBe(3)
    })
  })

  test('all that waited for the block are told so, also those that it would have refused', () =>
    withLedger(async ({ files, calls, put, ledger, who }) => {
      const { origin } = await ledger.log()
      const held = holdSync(files)
      const first = put('first')
      await held.reached
      // Pairs of which the second would be refused for the sake of the first: ALREADY_EXISTS, or a repeat under the same nonce.
      const pairs = Array.from({ length: 20 }, (_, i) => {
        const [nonce, request] = [hashOf(`nonce ${i}`), hashOf(`request ${i}`)]
        const repeat = (): Promise<unknown> =>
          ledger.submit(signedBy(who, origin, [makePlace(`repeat ${i}`)], { nonce, request }))
        return [put(`same ${i}`), put(`same ${i}`), repeat(), repeat()]
      }).flat()
      const codes = Promise.all(pairs.map(codeOf))
      await signaturesVerified()
      const { write } = files
      files.write = () => {
        calls.write += 1
        throw Object.assign(new Error('full'), { code: 'ENOSPC' })
      }
      const before = calls.write
      held.release()
      expect((await first).block.height).toBe(3)
      expect(new Set(await codes)).toEqual(new Set(['STORAGE_FULL']))
      // Fewer blocks than pairs: many stood in one block.
      expect(calls.write - before).toBeLessThan(20)
      files.write = write
      expect((await put('same 0')).block.height).toBe(4)
    }))

  test('at the moment when a new file is due, the block is refused and the next one makes the file', () =>
    withLedger(async ({ fail, put, folders }) => {
      fail({ operation: 'open', code: 'ENOSPC' })
      expect(await codeOf(put('full'))).toBe('STORAGE_FULL')
      fail({ operation: 'write', code: 'ENOSPC', partly: 7 })
      expect(await codeOf(put('full'))).toBe('STORAGE_FULL')
      expect((await put('full')).block.height).toBe(3)
      expect(walkFolder(folders).end.segment).toBe(2)
    }, 100))

  test('a full disk of which the rest cannot be cut off stops the writing', () =>
    withLedger(async ({ files, put }) => {
      files.write = () => {
        throw Object.assign(new Error('full'), { code: 'ENOSPC' })
      }
      files.truncate = () => {
        throw Object.assign(new Error('broken'), { code: 'EIO' })
      }
      expect(await codeOf(put('one'))).toBe('LEDGER_STOPPED')
      expect(await codeOf(put('two'))).toBe('LEDGER_STOPPED')
    }))
})

describe('when the disk is broken', () => {
  test.each([
    ['write', 'EIO'],
    ['sync', 'EIO'],
    ['sync', 'ENOSPC'],
  ] as const)('a %s that fails with %s stops the writing for good; reads go on', (operation, code) =>
    withLedger(async ({ fail, put, calls, ledger, who, folders }) => {
      await put('before')
      fail({ operation, code, partly: 20 })
      const error = await refusal(put('lost'))
      expect(error).toMatchObject({ code: 'LEDGER_STOPPED', details: { outcome: 'unknown' } })
      expect(error.details.transaction).toMatch(/^[0-9a-f]{64}$/)
      const before = { ...calls }
      expect(await refusal(put('after'))).toMatchObject({ code: 'LEDGER_STOPPED', details: { outcome: 'not written' } })
      expect(calls).toEqual(before)
      expect(await ledger.read(`user/${who.user}`)).toBeDefined()
      expect((await ledger.log()).height).toBe(3)
      expect(walkFolder(folders).blocks.length).toBe(operation === 'write' ? 3 : 4)
    }),
  )

  test('a block whose sync failed and which is there after the restart counts, and is written once more before anything follows', async () => {
    const log = await makeSmallLog(2)
    const failing = failingFiles()
    const ledger = await openHere(log.folders, { files: failing.files })
    const submission = await placeSubmission(ledger, log.who, 'unknown')
    failing.fail({ operation: 'sync', code: 'EIO' })
    expect(await codeOf(ledger.submit(submission))).toBe('LEDGER_STOPPED')
    await ledger.close()
    const again = failingFiles()
    const restarted = await openHere(log.folders, { files: again.files })
    expect(again.calls).toMatchObject({ write: 1, sync: 1 })
    expect((await restarted.submit(submission)).block.height).toBe(3)
    expect((await restarted.log()).height).toBe(3)
    await restarted.close()
    log.folders.remove()
  })

  test('a disk that still fails at the restart does not open', async () => {
    const log = await makeSmallLog(2)
    const failing = failingFiles()
    failing.fail({ operation: 'sync', code: 'EIO' })
    await expect(openHere(log.folders, { files: failing.files })).rejects.toMatchObject({ code: 'EIO' })
    expect(await blocksAfterRestart(log)).toBe(2)
    log.folders.remove()
  })
})

describe('when only the state database cannot be written', () => {
  test('the block is acknowledged, for it is durable; the next waits until the state has caught up', () =>
    withLedger(async ({ put, ledger, folders }) => {
      const other = new DatabaseSync(stateFile(folders.dir))
      other.exec('BEGIN IMMEDIATE')
      const heard: number[] = []
      ledger.onBlock((height) => heard.push(height))
      expect((await put('durable')).block.height).toBe(3)
      expect((await ledger.log()).height).toBe(2)
      expect(await refusal(put('next'))).toMatchObject({ code: 'LEDGER_STOPPED', details: { outcome: 'not written' } })
      expect(heard).toEqual([])
      other.exec('ROLLBACK')
      other.close()
      expect((await put('next')).block.height).toBe(4)
      expect(heard).toEqual([3, 4])
      expect((await ledger.read(placeKey('durable')))?.height).toBe(3)
    }))

  test('and a restart before that replays it', async () => {
    const log = await makeSmallLog(2)
    const ledger = await openHere(log.folders)
    const other = new DatabaseSync(stateFile(log.folders.dir))
    other.exec('BEGIN IMMEDIATE')
    await ledger.submit(await placeSubmission(ledger, log.who, 'durable'))
    await ledger.close()
    other.close()
    expect(await blocksAfterRestart(log)).toBe(3)
    log.folders.remove()
  })
})
