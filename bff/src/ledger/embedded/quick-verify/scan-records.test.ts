// What the quick scan accepts, decodeBlock accepts too, and both see the same: member by member, and by the form of a record like it.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { makeSmallLog, walkFolder } from '../../../../test/small-log.ts'
import type { SmallLog } from '../../../../test/small-log.ts'
import type { WalkedBlock } from '../walk-log.ts'
import { recordFacts } from './record-facts.ts'
import { openRecordForms } from './record-forms.ts'
import { openRecordScan } from './scan-record.ts'
import { openScan } from './scan-records.ts'
import type { RecordScan } from './scan-records.ts'

const mark = ',"transactions":'
const nothing: RecordScan = () => undefined

describe('the quick scan of a block', () => {
  let log: SmallLog
  let block: WalkedBlock
  let body: Buffer
  beforeAll(async () => {
    log = await makeSmallLog(2)
    const [, written] = walkFolder(log.folders).blocks
    if (!written) throw new Error('there are two blocks')
    block = written
    const { payload } = block
    const record = payload.subarray(payload.indexOf(mark) + mark.length + 1, -2)
    body = Buffer.concat([Buffer.from('['), record, Buffer.from(','), record, Buffer.from(']')])
  })
  afterAll(() => log.folders.remove())

  const withBody = (some: Buffer): WalkedBlock => {
    const head = block.payload.subarray(0, block.payload.indexOf(mark) + mark.length)
    return { ...block, payload: Buffer.concat([head, some, Buffer.from('}')]) }
  }
  /** Everything a verification uses of the records. */
  const factsBy = (scan: RecordScan, some: Buffer): unknown =>
    recordFacts(withBody(some), scan).records.map(({ openings, address, ...record }) => ({
      ...record,
      openings: openings(),
      address: [address.log, address.channel],
    }))
  /** What the scan makes of it, when it does not leave it to decodeBlock, and what decodeBlock makes of it, when that does not refuse it. */
  const bothSay = (scan: RecordScan, some: Buffer): [scanned: unknown, decoded: unknown] => {
    const scanned = scan(some) && factsBy(scan, some)
    try {
      return [scanned, factsBy(nothing, some)]
    } catch {
      return [scanned, undefined]
    }
  }
  /** Knows the form of the record. */
  const learned = (): RecordScan => {
    const scan = openScan({ openings: true, learnEvery: 1 })
    expect(scan(body)).toHaveLength(2)
    return scan
  }

  test('reads what the ledger wrote', () => {
    for (const scan of [openScan({ openings: true, learnEvery: Infinity }), learned()]) {
      const [scanned, decoded] = bothSay(scan, body)
      expect(scanned).toBeDefined()
      expect(scanned).toEqual(decoded)
    }
  })

  test('leaves out the openings where nobody asks for them', () => {
    const scan = openScan({ openings: false, learnEvery: 1 })
    scan(body)
    const byForm = scan(body)?.map(({ opened, ...record }) => [opened, record])
    expect(byForm).toEqual(learned()(body)?.map(({ opened: _, ...record }) => [[], record]))
  })

  const pieces = fc.constantFrom(
    ...['', '0', '1', '-0', '01', '1.0', '1e3', ' ', '"', '\\u0041', '\\', '{}', '[]', '[', ']', '{', '}', ',', ':'],
    ...['null', 'true', '"a":1,', '"a":1,"a":1,', '\u007f', '\u0001', '云', '\u{1f600}', '99999999999999999999', 'Z'],
  )
  const change = fc.record({
    at: fc.nat(),
    where: fc.constantFrom('anywhere', 'value'),
    cut: fc.constantFrom(0, 0, 1, 2, 66),
    piece: pieces,
  })
  /** Every place, and those where a value begins. */
  const places = () => {
    const all = [...body.keys()]
    return { anywhere: all, value: all.filter((place) => ':[,'.includes(String.fromCharCode(body[place - 1] ?? 0))) }
  }

  test.each([
    ['member by member', Infinity],
    ['by forms', 1],
  ])('accepts no changed text that decodeBlock refuses, %s', (_, learnEvery) => {
    const scan = openScan({ openings: true, learnEvery })
    scan(body)
    const choices = places()
    let accepted = 0
    fc.assert(
      fc.property(change, ({ at, where, cut, piece }) => {
        const choice = choices[where]
        const place = choice[at % choice.length] ?? 0
        const changed = Buffer.concat([body.subarray(0, place), Buffer.from(piece), body.subarray(place + cut)])
        const [scanned, decoded] = bothSay(scan, changed)
        if (scanned === undefined) return
        accepted += 1
        expect(scanned).toEqual(decoded)
      }),
      { numRuns: 3_000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  test.each([
    ['0', true],
    ['-7', true],
    ['123456789012345', true],
    ['-0', false],
    ['01', false],
    ['1.0', false],
    ['1e3', false],
    ['99999999999999999999', false],
  ])('accepts a number as canonical JSON writes it: %s', (number, accepted) => {
    const changed = Buffer.from(body.toString().replaceAll('"v":1}}]}', `"v":${number}}}]}`))
    for (const scan of [openScan({ openings: true, learnEvery: Infinity }), learned()]) {
      const [scanned, decoded] = bothSay(scan, changed)
      expect(scanned !== undefined).toBe(accepted)
      expect(scanned).toEqual(decoded)
    }
  })

  test('accepts nothing but a comma between two records', () => {
    const changed = Buffer.from(body)
    changed.write(';', changed.indexOf(',{"events":['))
    expect(openScan({ openings: true })(changed)).toBeUndefined()
    expect(learned()(changed)).toBeUndefined()
  })

  test('leaves bytes that are no UTF-8 to decodeBlock', () => {
    const changed = Buffer.from(body)
    changed[changed.indexOf('上海')] = 0xc1
    expect(learned()(changed)).toBeUndefined()
  })

  test('learns from no record that is long, or of which the pattern would be', () => {
    const forms = openRecordForms({ openings: true, learnEvery: 1 })
    const record = body.toString('latin1').slice(1, (body.length - 1) / 2)
    for (const list of [`["${'x'.repeat(8_000)}"]`, `[${Array(3_000).fill(0).join(',')}]`]) {
      const text = record.replace(/\{"events":\[.*?\],"leaf"/, `{"events":[{"name":"x","payload":${list}}],"leaf"`)
      forms.learn(text, openRecordScan()(text))
      expect(forms.read(text)).toBeUndefined()
    }
    forms.learn(record, openRecordScan()(record))
    expect(forms.read(record)).toBeDefined()
  })

  test('keeps few forms, and the newest', () => {
    const scan = openScan({ openings: true, learnEvery: 1 })
    const withEvents = (count: number): Buffer => {
      const list = `[${Array.from({ length: count }, (_, i) => `{"name":"x${i}","payload":{}}`).join(',')}]`
      return Buffer.from(body.toString('utf8').replaceAll(/\{"events":\[.*?\],"leaf"/g, `{"events":${list},"leaf"`))
    }
    for (let count = 0; count < 40; count++) {
      const [scanned, decoded] = bothSay(scan, withEvents(count))
      expect(scanned).toBeDefined()
      expect(scanned).toEqual(decoded)
    }
  })
})
