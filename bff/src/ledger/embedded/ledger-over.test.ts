// A thread that dies leaves nobody waiting, and what it was doing is told as unknown.
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import type { Submission } from '@ectrace/shared/ledger/ledger'
import { makeFolders, refusal } from '../../../test/ledger-fixture.ts'
import { ledgerOver, sharedLedger } from './ledger-over.ts'
import { openEmbeddedLedger } from './open.ts'

const thread = (script: string): Worker =>
  new Worker(`const { parentPort } = require('node:worker_threads'); ${script}`, { eval: true, execArgv: [] })
const opened = "parentPort.postMessage([{ kind: 'opened', log: {} }]);"

describe('the port over a thread', () => {
  test.each([
    ['ends', 'process.exit(3)'],
    ['throws', "throw new Error('a fault')"],
  ])('rejects what waits and what comes later when the thread %s', async (_, death) => {
    const ledger = await ledgerOver(thread(`${opened} parentPort.on('message', () => { ${death} })`), Date.now)
    const [submit, read] = await Promise.all([refusal(ledger.submit({} as Submission)), refusal(ledger.read('key'))])
    expect(submit).toMatchObject({ code: 'LEDGER_STOPPED', details: { outcome: 'unknown' } })
    expect(read).toMatchObject({ code: 'LEDGER_STOPPED', details: { outcome: 'not read' } })
    expect((await refusal(ledger.log())).code).toBe('LEDGER_STOPPED')
  })

  test('hears of a block in the very message in which the log is opened', async () => {
    const both =
      "parentPort.postMessage([{ kind: 'opened', log: { height: 1 } }, { kind: 'block', log: { height: 2 }, keys: [] }]);"
    const worker = thread(`${both} parentPort.on('message', () => undefined)`)
    const ledger = await ledgerOver(worker, Date.now)
    expect(await ledger.log()).toEqual({ height: 2 })
    await worker.terminate()
  })

  test('rejects the opening when the thread ends before, or tells why it cannot open', async () => {
    expect((await refusal(ledgerOver(thread('process.exit(1)'), Date.now))).code).toBe('LEDGER_STOPPED')
    const failed =
      "parentPort.postMessage([{ kind: 'failed', error: { code: 'LEDGER_DAMAGED', details: { height: 3 } } }])"
    expect(await refusal(ledgerOver(thread(failed), Date.now))).toMatchObject({
      code: 'LEDGER_DAMAGED',
      details: { height: 3 },
    })
    const system =
      "parentPort.postMessage([{ kind: 'failed', error: { code: 'EACCES', details: {}, cause: 'denied' } }])"
    expect(await refusal(ledgerOver(thread(system), Date.now))).toMatchObject({
      code: 'INTERNAL',
      details: { system: 'EACCES' },
    })
  })

  test('gives another line into the thread, which ends with it', async () => {
    const folders = makeFolders()
    const ledger = await openEmbeddedLedger({ ...folders, channel: 'trace' })
    const shared = sharedLedger(ledger.share())
    expect(await shared.blocks(1, 10)).toEqual(await ledger.blocks(1, 10))
    await ledger.close()
    expect((await refusal(shared.read('key'))).code).toBe('LEDGER_STOPPED')
    expect(() => ledger.share()).toThrow(AppError)
    folders.remove()
  })
})
