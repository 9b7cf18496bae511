// What the quick scan accepts, decodeBlock accepts too, and both see the same records.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { makeSmallLog, walkFolder } from '../../../../test/small-log.ts'
import type { SmallLog } from '../../../../test/small-log.ts'
import { decodeBlock, decodeHead } from '../block-decode.ts'
import { scanRecords } from './scan-records.ts'

describe('the quick scan of a block', () => {
  let log: SmallLog
  let payload: Buffer
  let bodyStart: number
  beforeAll(async () => {
    log = await makeSmallLog(2)
    const written = walkFolder(log.folders).blocks[1]?.payload ?? Buffer.alloc(0)
    bodyStart = decodeHead(written, {}).bodyStart
    const record = written.subarray(bodyStart + 1, -2)
    const twice = [written.subarray(0, bodyStart + 1), record, Buffer.from(','), record, Buffer.from(']}')]
    payload = Buffer.concat(twice)
  })
  afterAll(() => log.folders.remove())

  const bothSay = (body: Buffer): [scanned: unknown, decoded: unknown] => {
    const scanned = scanRecords(body)
    const whole = Buffer.concat([payload.subarray(0, bodyStart), body, Buffer.from('}')])
    const seen = scanned?.map(({ record: { start, end }, caller, height, index, signature, writes }) => {
      const keys = writes.map(({ key }) => Buffer.from(key, 'latin1').toString('utf8'))
      return { start: bodyStart + start, length: end - start, caller, height, index, signature, keys }
    })
    try {
      const decoded = decodeBlock(whole, {}).records.map(({ start, length, leaf, writes }) => {
        const { height, index, signature, envelope } = leaf
        const keys = writes.map(({ key }) => key)
        return { start, length, caller: envelope.caller, height, index, signature, keys }
      })
      return [seen, decoded]
    } catch {
      return [seen, undefined]
    }
  }

  test('reads what the ledger wrote', () => {
    const [scanned, decoded] = bothSay(payload.subarray(bodyStart, -1))
    expect(scanned).toBeDefined()
    expect(scanned).toEqual(decoded)
  })

  test('accepts no changed text that decodeBlock refuses', () => {
    const pieces = fc.constantFrom(
      ...['', '0', '1', '-0', '01', '1.0', '1e3', ' ', '"', '\\u0041', '\\', '{}', '[]', '[', ']', '{', '}', ',', ':'],
      ...['null', 'true', '"a":1,', '"a":1,"a":1,', '\u007f', '\u0001', '云', '\u{1f600}', '99999999999999999999', 'Z'],
    )
    const change = fc.record({ at: fc.nat(), cut: fc.constantFrom(0, 0, 1, 2, 66), piece: pieces })
    let accepted = 0
    fc.assert(
      fc.property(change, ({ at, cut, piece }) => {
        const body = payload.subarray(bodyStart, -1)
        const place = at % body.length
        const changed = Buffer.concat([body.subarray(0, place), Buffer.from(piece), body.subarray(place + cut)])
        const [scanned, decoded] = bothSay(changed)
        if (scanned === undefined) return
        accepted += 1
        expect(scanned).toEqual(decoded)
      }),
      { numRuns: 3_000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  test('accepts nothing but a comma between two records', () => {
    const body = Buffer.from(payload.subarray(bodyStart, -1))
    const between = body.indexOf(',{"events":[')
    expect(between).toBeGreaterThan(0)
    body.write(';', between)
    expect(scanRecords(body)).toBeUndefined()
  })

  test('leaves bytes that are no UTF-8 to decodeBlock', () => {
    const body = Buffer.from(payload.subarray(bodyStart, -1))
    body[body.indexOf('上海')] = 0xc1
    expect(scanRecords(body)).toBeUndefined()
  })
})
