// The log is read again while the ledger runs: damage in an old file stops the writing and is named, and reads of the rest go on.
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Ledger, ScrubState } from '@ectrace/shared/ledger/ledger'
import { stateFile } from '../src/ledger/embedded/open-state.ts'
import { placeKey, refusal } from './ledger-fixture.ts'
import type { Folders } from './ledger-fixture.ts'
import { copyFolders, makeSmallLog, openHere, placeSubmission, readSegment, writeSegment } from './small-log.ts'
import type { SmallLog } from './small-log.ts'

const small = { segmentLimit: 8_000, startBytes: 1 }

/** Opens a ledger that scrubs at once, and waits for what the scrub finds. */
const scrubbed = async (folders: Folders): Promise<{ ledger: Ledger; found: ScrubState; notes: string[] }> => {
  const notes: string[] = []
  let ledger: Ledger | undefined
  const found = await new Promise<ScrubState>((resolve, reject) => {
    const told = (state: ScrubState): void => {
      if (state.state !== 'running') resolve(state)
    }
    const options = { ...small, note: (_level: string, message: string) => notes.push(message) }
    openHere(folders, { ...options, scrub: { told, firstAfter: 0, share: 1 } }).then((opened) => {
      ledger = opened
    }, reject)
  })
  if (!ledger) throw new Error('the scrub was faster than the opening')
  return { ledger, found, notes }
}

describe('the scrub', () => {
  let log: SmallLog
  beforeAll(async () => {
    log = await makeSmallLog(10, small)
  })
  afterAll(() => log.folders.remove())

  test('of a whole log says so, and the ledger goes on', async () => {
    const copy = copyFolders(log.folders)
    const { ledger, found } = await scrubbed(copy)
    expect(found).toMatchObject({ state: 'whole', transactions: 10 })
    expect(await ledger.submit(await placeSubmission(ledger, log.who, 'another'))).toMatchObject({ leafIndex: 10 })
    await ledger.close()
    copy.remove()
  })

  test('names a changed byte of an old file, stops the writing, lets reads go on, and the next start refuses', async () => {
    const copy = copyFolders(log.folders)
    const bytes = readSegment(copy, 2)
    bytes.writeUInt8(bytes.readUInt8(500) ^ 1, 500)
    writeSegment(copy, bytes, 2)
    const { ledger, found, notes } = await scrubbed(copy)
    const place = { segment: 2, height: expect.any(Number) }
    expect(found).toMatchObject({ state: 'damaged', fault: { code: 'LEDGER_DAMAGED', details: place } })
    expect(notes).toContain('the log or its state is damaged: no further block is written')
    const submission = await placeSubmission(ledger, log.who, 'another')
    expect(await refusal(ledger.submit(submission))).toMatchObject({
      code: 'LEDGER_DAMAGED',
      details: { ...place, outcome: 'not written' },
    })
    expect(await ledger.read(placeKey('place 1'))).toBeDefined()
    expect((await ledger.blocks(9, 1)).length).toBe(1)
    await ledger.close()
    expect(await refusal(openHere(copy, small))).toMatchObject({ code: 'LEDGER_DAMAGED', details: place })
    expect(readSegment(copy, 2)).toEqual(bytes)
    copy.remove()
  })

  test('names an edited row of the state, stops the writing, and the next start replays the state', async () => {
    const copy = copyFolders(log.folders)
    const database = new DatabaseSync(stateFile(copy.dir))
    const key = placeKey('place 2')
    database.exec(`UPDATE entry SET value = replace(value, '上海', '北京') WHERE key = '${key}'`)
    database.close()
    const { ledger, found } = await scrubbed(copy)
    expect(found.fault).toMatchObject({ code: 'STATE_DIGEST_MISMATCH', details: { table: 'entry' } })
    const submission = await placeSubmission(ledger, log.who, 'another')
    expect((await refusal(ledger.submit(submission))).code).toBe('STATE_DIGEST_MISMATCH')
    await ledger.close()
    const healed = await openHere(copy, small)
    expect((await healed.read(key))?.value).toMatchObject({ city: '上海' })
    await healed.submit(await placeSubmission(healed, log.who, 'another'))
    await healed.close()
    copy.remove()
  })
})
