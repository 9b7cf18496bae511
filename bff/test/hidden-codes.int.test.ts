// Hidden codes over HTTP: handed out once, right once, wrong a few times, and kept nowhere that somebody could read them.
import { once } from 'node:events'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { HiddenCheckView, HiddenRange } from '@ectrace/shared/api/code-views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { createClient } from '@ectrace/sdk/client'
import { openHiddenFile } from '../src/codes/hidden-file.ts'
import { personOf } from '../src/commands/person-of.ts'
import { takeBack } from '../src/codes/hidden-ranges.ts'
import { hiddenStateOf } from '../src/codes/hidden-state.ts'
import { issueHidden } from '../src/codes/issue-hidden.ts'
import type { HiddenRow } from '../src/codes/issue-hidden.ts'
import { refusal } from './demo-fixture.ts'
import { codeOf, errorOf } from './door-fixture.ts'
import { dumpVault } from './dump-vault.ts'
import { openTrading } from './trading-fixture.ts'
import type { Trading } from './trading-fixture.ts'

const day = 86_400_000
const visitorA = `f${'a'.repeat(32)}`
const visitorB = `f${'b'.repeat(32)}`

let story: Trading
beforeAll(async () => {
  story = await openTrading()
}, 240_000)
afterAll(() => story.demo.end())

type Issue = { set?: number; from: number; to: number; length?: number; replace?: boolean; format?: 'csv' | 'xlsx' }

const issueRaw = async (batch: string, { set = 0, ...asked }: Issue, key?: string): Promise<string> => {
  const input = { params: { id: batch }, body: { set, ...asked }, ...(key === undefined ? {} : { key }) }
  return Buffer.from(await story.dairy.trader.file(endpoints.issueHiddenCodes, input)).toString('utf8')
}

/** Hidden codes by index, as the printing house reads them. */
const issue = async (batch: string, asked: Issue): Promise<string[]> => {
  const lines = (await issueRaw(batch, asked)).trimEnd().split('\r\n').slice(1)
  const codes: string[] = []
  for (const line of lines) {
    const [, , index, hidden] = line.split(',')
    codes[Number(index)] = hidden ?? ''
  }
  return codes
}
const ranges = async (batch: string): Promise<HiddenRange[]> =>
  (await story.dairy.trader.call(endpoints.hiddenCodes, { params: { id: batch } })).ranges

const anybody = () => createClient({ url: story.demo.door.url })
const check = (c: string, hidden: string, visitor?: string, key?: string): Promise<HiddenCheckView> =>
  anybody().call(endpoints.checkHiddenCode, {
    body: { c, hidden, ...(visitor === undefined ? {} : { visitor }) },
    ...(key === undefined ? {} : { key }),
  })

/** As the route asks for the dairy's trader. */
const asking = async (batch: string, from: number, to: number) => {
  const { user, organisation } = await story.dairy.trader.call(endpoints.me, {})
  return { ...{ batch, set: 0, from, to, length: 8, replace: false }, user, organisation: organisation.id }
}

/** Another code that is surely not `hidden`. */
const otherThan = (hidden: string, n = 0): string => {
  const alphabet = '0123456789'
  const last = alphabet.charAt((alphabet.indexOf(hidden.slice(-1)) + 1 + n) % 10)
  return hidden.slice(0, -1) + last
}
const itemOf = (batch: string, codes: readonly string[], index: number) => ({
  ...{ path: codes[index] ?? '', batch, set: 0, index },
})

describe('hidden codes of a range', () => {
  test('are handed out as a table with number, set, index and code, and without the link', async () => {
    const { batch, codes } = await story.makeGoods(12)
    const text = await issueRaw(batch, { from: 2, to: 9 })
    const [head, ...lines] = text.trimEnd().split('\r\n')
    expect(head).toBe('\ufeff序号,码组,组内序号,刮层暗码')
    expect(lines.map((line) => line.replace(/[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/, 'code'))).toEqual(
      Array.from({ length: 8 }, (_none, i) => `${i + 3},0,${i + 2},code`),
    )
    for (const path of codes) expect(text).not.toContain(path.slice(-20))
    expect(await ranges(batch)).toMatchObject([{ set: 0, from: 2, to: 9, length: 8, used: 0 }])
  })

  test('come as a workbook too, each as text', async () => {
    const { batch } = await story.makeGoods(3)
    const body = { set: 0, from: 0, to: 2, format: 'xlsx' as const }
    const file = await story.dairy.trader.file(endpoints.issueHiddenCodes, { params: { id: batch }, body })
    const sheet = strFromU8(unzipSync(file)['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
    expect(sheet.match(/<t xml:space="preserve">[0-9A-Z]{4}-[0-9A-Z]{4}<\/t>/g)).toHaveLength(3)
  })

  test('are handed out once: the same key, an overlap and the very same range are refused with when it was', async () => {
    const { batch } = await story.makeGoods(20)
    await issueRaw(batch, { from: 5, to: 9 }, 'hidden-once')
    const [range] = await ranges(batch)
    for (const asked of [
      { from: 5, to: 9 },
      { from: 0, to: 5 },
      { from: 9, to: 19 },
      { from: 7, to: 7 },
    ]) {
      const refused = await refusal(issueRaw(batch, asked))
      expect([refused.code, refused.details['range']]).toEqual(['ALREADY_EXISTS', range])
    }
    const again = await refusal(issueRaw(batch, { from: 5, to: 9, replace: true }, 'hidden-once'))
    expect([again.code, again.details.faults?.[0]?.field]).toEqual(['ALREADY_EXISTS', 'Idempotency-Key'])
    expect((await refusal(issueRaw(batch, { from: 0, to: 1 }, 'hidden-once'))).code).toBe('IDEMPOTENCY_MISMATCH')
    await issueRaw(batch, { from: 0, to: 4 })
    await issueRaw(batch, { from: 10, to: 19 })
    expect((await ranges(batch)).map(({ from }) => from)).toEqual([0, 5, 10])
  })

  test('may be replaced while none was used; then the old ones are worth nothing', async () => {
    const { batch, codes } = await story.makeGoods(6)
    const old = await issue(batch, { from: 1, to: 4 })
    const part = await refusal(issueRaw(batch, { from: 1, to: 2, replace: true }))
    expect([part.code, part.details.faults?.[0]?.rule]).toEqual(['ALREADY_EXISTS', 'hidden.covers-whole-ranges'])
    const fresh = await issue(batch, { from: 0, to: 5, replace: true, length: 12 })
    expect(await ranges(batch)).toMatchObject([{ from: 0, to: 5, length: 12, used: 0 }])
    expect(await check(codes[1] ?? '', old[1] ?? '')).toEqual({ outcome: 'wrong', left: 4 })
    expect(await check(codes[1] ?? '', fresh[1] ?? '')).toMatchObject({ outcome: 'matched' })
    const used = await refusal(issueRaw(batch, { from: 0, to: 5, replace: true }))
    expect([used.code, used.details['range']]).toMatchObject(['STATE_CONFLICT', { from: 0, to: 5, used: 1 }])
  })

  test('whose file broke off are worth nothing, and can be handed out again', async () => {
    const { batch, codes } = await story.makeGoods(10)
    const { deps } = story.demo.door
    const asked = { ...(await asking(batch, 0, 9)), key: 'broken' }
    // Nothing of it read; a byte.
    for (const bytes of [0, 1]) {
      const file = await openHiddenFile(deps, asked, { format: 'csv', language: 'en' })
      if (bytes > 0) await once(file, 'readable')
      if (bytes > 0) file.read(bytes)
      file.destroy()
      await once(file, 'close')
      expect(await ranges(batch)).toEqual([])
    }
    // All of it made, and good until it is known that the end did not arrive.
    const { range, chunks } = await issueHidden(deps, asked)
    const made: HiddenRow[] = []
    for await (const rows of chunks) made.push(...rows)
    expect(await ranges(batch)).toHaveLength(1)
    await takeBack(deps, range, asked)
    expect(await ranges(batch)).toEqual([])
    const [lost, path] = [made[0]?.hidden ?? '', codes[0] ?? '']
    expect(await check(path, lost)).toEqual({ outcome: 'none' })
    const fresh = await issue(batch, { from: 0, to: 9, length: 16 })
    expect(await check(path, lost)).toMatchObject({ outcome: 'wrong' })
    expect(await check(path, fresh[0] ?? '')).toMatchObject({ outcome: 'matched' })
  })

  test('left unfinished by a crash or a reader who waits give way to who asks next', async () => {
    const { batch, codes } = await story.makeGoods(5_000)
    const { chunks } = await issueHidden(story.demo.door.deps, { ...(await asking(batch, 0, 4_999)), key: 'waits' })
    expect((await chunks.next()).value).toHaveLength(4_096)
    const fresh = await issue(batch, { from: 100, to: 4_999 })
    await expect(chunks.next()).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    expect((await ranges(batch)).map(({ from, to }) => [from, to])).toEqual([[100, 4_999]])
    expect(await check(codes[150] ?? '', fresh[150] ?? '')).toMatchObject({ outcome: 'matched' })
  }, 60_000)

  test('that replace others leave those good until they are whole themselves', async () => {
    const { batch, codes } = await story.makeGoods(4_200)
    const old = await issue(batch, { from: 0, to: 4_199 })
    const asked = { ...(await asking(batch, 0, 4_199)), replace: true, key: 'anew' }
    const { chunks } = await issueHidden(story.demo.door.deps, asked)
    await chunks.next()
    expect(await check(codes[7] ?? '', old[7] ?? '')).toMatchObject({ outcome: 'matched' })
    // One of the old ones is used now: they stay.
    await expect(chunks.next()).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    expect(await ranges(batch)).toMatchObject([{ from: 0, to: 4_199, used: 1 }])
    expect(await check(codes[8] ?? '', old[8] ?? '')).toMatchObject({ outcome: 'matched' })
  }, 60_000)

  test('are for the maker of the batch, for minted codes, and within the limits', async () => {
    const { batch } = await story.makeGoods(4)
    const asked = { params: { id: batch }, body: { set: 0, from: 0, to: 3 } }
    const other = story.distributor.trader
    expect((await refusal(other.file(endpoints.issueHiddenCodes, asked))).code).toBe('WRONG_ORGANISATION')
    expect((await refusal(other.call(endpoints.hiddenCodes, { params: { id: batch } }))).code).toBe(
      'WRONG_ORGANISATION',
    )
    const { warehouse } = story.dairy
    expect((await refusal(warehouse.file(endpoints.issueHiddenCodes, asked))).code).toBe('FORBIDDEN')
    expect((await refusal(anybody().file(endpoints.issueHiddenCodes, asked))).code).toBe('UNAUTHENTICATED')
    const faultOf = async (body: object): Promise<string> => {
      const { code, details } = await refusal(issueRaw(batch, { from: 0, to: 3, ...body }))
      return `${code} ${String(details.faults?.[0]?.field)}`
    }
    expect(await faultOf({ to: 4 })).toBe('NOT_FOUND to')
    expect(await faultOf({ set: 1 })).toBe('NOT_FOUND set')
    expect(await faultOf({ from: 3, to: 2 })).toBe('VALIDATION_FAILED to')
    expect(await faultOf({ to: 1_000_000 })).toBe('VALIDATION_FAILED to')
    expect(await faultOf({ from: '0' })).toBe('VALIDATION_FAILED from')
    expect(await faultOf({ length: 5 })).toBe('VALIDATION_FAILED length')
    expect(await faultOf({ length: 17 })).toBe('VALIDATION_FAILED length')
    expect(await ranges(batch)).toEqual([])
  })

  test('leave who handed out what in the audit, and no plain code in vault or log', async () => {
    const { batch, codes } = await story.makeGoods(3)
    const hidden = await issue(batch, { from: 0, to: 2 })
    await check(codes[0] ?? '', hidden[0] ?? '', visitorA)
    await check(codes[1] ?? '', otherThan(hidden[1] ?? ''), visitorA)
    const { deps, logged } = story.demo.door
    const audit = await deps.vault.selectFrom('audit').selectAll().where('target', '=', batch).orderBy('id').execute()
    expect(audit.map(({ action, details }) => [action, details])).toEqual([
      ['hidden-codes.begin', JSON.stringify({ set: 0, from: 0, to: 2, replace: false })],
      ['hidden-codes.issue', JSON.stringify({ set: 0, from: 0, to: 2, replace: false })],
    ])
    const kept = JSON.stringify(await dumpVault(deps.vault)) + logged()
    for (const one of hidden) {
      expect(kept).not.toContain(one)
      expect(kept).not.toContain(one.replace('-', ''))
    }
    expect(kept).not.toContain(visitorA)
  })
})

describe('a check of a hidden code', () => {
  test('matches the first time, is harmless to the same person, and tells another when it was used', async () => {
    const { batch, codes } = await story.makeGoods(3)
    const [, hidden = ''] = await issue(batch, { from: 0, to: 2 })
    const c = codes[1] ?? ''
    const at = story.demo.door.deps
    const state = async (visitor: string) => hiddenStateOf(at, itemOf(batch, codes, 1), await personOf(at, c, visitor))
    expect(await state(visitorA)).toEqual({ hidden: 'available' })
    const typed = ` ${hidden.toLowerCase().replace('-', ' ')} `
    const first = await check(c, typed, visitorA)
    expect(first).toMatchObject({ outcome: 'matched' })
    const usedAt = first.outcome === 'matched' ? first.usedAt : ''
    expect(await check(c, hidden, visitorA)).toEqual({ outcome: 'used', usedAt, byYou: true })
    expect(await check(c, hidden, visitorB)).toEqual({ outcome: 'used', usedAt, byYou: false })
    expect(await check(c, hidden)).toEqual({ outcome: 'used', usedAt, byYou: false })
    expect(await state(visitorA)).toEqual({ hidden: 'used', hiddenUsed: { at: usedAt, byYou: true } })
    expect(await state(visitorB)).toEqual({ hidden: 'used', hiddenUsed: { at: usedAt, byYou: false } })
    expect(await ranges(batch)).toMatchObject([{ used: 1 }])
  })

  test('repeated with the same key gets the same answer, and another code under the key is refused', async () => {
    const { batch, codes } = await story.makeGoods(2)
    const [hidden = ''] = await issue(batch, { from: 0, to: 1 })
    const c = codes[0] ?? ''
    const first = await check(c, hidden, undefined, 'lost-answer')
    expect(first.outcome).toBe('matched')
    expect(await check(c, hidden, undefined, 'lost-answer')).toEqual(first)
    const other = await refusal(check(c, otherThan(hidden), undefined, 'lost-answer'))
    expect(other.code).toBe('IDEMPOTENCY_MISMATCH')
  })

  test('of two people at once matches for exactly one', async () => {
    const { batch, codes } = await story.makeGoods(1)
    const [hidden = ''] = await issue(batch, { from: 0, to: 0 })
    const visitors = Array.from({ length: 8 }, (_none, i) => `f${String(i).repeat(32)}`)
    const outcomes = await Promise.all(visitors.map((visitor) => check(codes[0] ?? '', hidden, visitor)))
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['matched', ...Array<string>(7).fill('used')])
    expect(outcomes.filter((one) => one.outcome === 'used' && one.byYou)).toEqual([])
  })

  test('that is wrong five times locks the code for a day, for the right one too', async () => {
    const { batch, codes } = await story.makeGoods(2)
    const [hidden = '', second = ''] = await issue(batch, { from: 0, to: 1 })
    const c = codes[0] ?? ''
    const wrong = otherThan(hidden)
    const outcomes: HiddenCheckView[] = []
    for (let n = 0; n < 4; n += 1) outcomes.push(await check(c, wrong))
    expect(outcomes).toEqual([4, 3, 2, 1].map((left) => ({ outcome: 'wrong', left })))
    const locked = await check(c, wrong, visitorA)
    expect(locked.outcome).toBe('locked')
    expect(await check(c, hidden)).toEqual(locked)
    const at = story.demo.door.deps
    expect(await hiddenStateOf(at, itemOf(batch, codes, 0), undefined)).toEqual({ hidden: 'locked' })
    // The next item on the shelf is not concerned.
    expect(await check(codes[1] ?? '', second)).toMatchObject({ outcome: 'matched' })
    story.demo.door.shift(day)
    try {
      expect(await hiddenStateOf(at, itemOf(batch, codes, 0), undefined)).toEqual({ hidden: 'available' })
      expect(await check(c, wrong)).toEqual({ outcome: 'wrong', left: 4 })
      expect(await check(c, hidden)).toMatchObject({ outcome: 'matched' })
    } finally {
      story.demo.door.shift(-day)
    }
  })

  test('tried by many guesses at once is answered four times, then locked', async () => {
    const { batch, codes } = await story.makeGoods(1)
    const [hidden = ''] = await issue(batch, { from: 0, to: 0 })
    const guesses = Array.from({ length: 30 }, (_none, n) => otherThan(hidden, n % 9))
    const outcomes = await Promise.all(guesses.map((guess) => check(codes[0] ?? '', guess)))
    expect(outcomes.filter(({ outcome }) => outcome === 'wrong')).toHaveLength(4)
    expect(outcomes.filter(({ outcome }) => outcome === 'locked')).toHaveLength(26)
    expect(await check(codes[0] ?? '', hidden)).toMatchObject({ outcome: 'locked' })
  })

  test('of an item without one says so, and of no item at all what a trace would say', async () => {
    const { batch, codes } = await story.makeGoods(3)
    await issue(batch, { from: 0, to: 0 })
    expect(await check(codes[1] ?? '', '1234-5678')).toEqual({ outcome: 'none' })
    const path = codes[0] ?? ''
    const forged = path.slice(0, -1) + (path.endsWith('0') ? '1' : '0')
    expect((await refusal(check(forged, '12345678'))).code).toBe('CODE_FORGED')
    expect((await refusal(check('https://elsewhere.example' + path, '12345678'))).code).toBe('CODE_FOREIGN_HOST')
    expect((await refusal(check(story.demo.code('trade_accept'), '12345678'))).code).toBe('CODE_UNKNOWN')
    const batchCode = await refusal(check(path.slice(0, path.indexOf('/21/')), '12345678'))
    expect([batchCode.code, batchCode.details.faults?.[0]]).toEqual([
      'VALIDATION_FAILED',
      { field: 'c', rule: 'code.item' },
    ])
  })

  test('by the people of the maker is refused and uses nothing up; those of a shop may', async () => {
    const { batch, codes } = await story.makeGoods(1)
    const [hidden = ''] = await issue(batch, { from: 0, to: 0 })
    const body = { c: codes[0] ?? '', hidden }
    expect((await refusal(story.dairy.warehouse.call(endpoints.checkHiddenCode, { body }))).code).toBe('FORBIDDEN')
    expect(await story.shop.warehouse.call(endpoints.checkHiddenCode, { body })).toMatchObject({ outcome: 'matched' })
  })

  test.each([
    ['no code', { hidden: '12345678' }, 'c'],
    ['a number', { c: '/s/x', hidden: 12345678 }, 'hidden'],
    ['nothing typed', { c: '/s/x', hidden: '   ' }, 'hidden'],
    ['what can be no hidden code', { c: '/s/x', hidden: '1234-567U' }, 'hidden'],
    ['control characters', { c: '/s/x', hidden: '1234\u00005678' }, 'hidden'],
    ['too much', { c: '/s/x', hidden: '1'.repeat(100_000) }, 'hidden'],
    ['a visitor of another form', { c: '/s/x', hidden: '12345678', visitor: 'me' }, 'visitor'],
    ['a field too many', { c: '/s/x', hidden: '12345678', staff: true }, 'staff'],
  ])('with %s is refused and names the field', async (_what, body, field) => {
    const reply = await story.demo.door.post('hidden-code-checks', body)
    expect(codeOf(reply)).toBe('VALIDATION_FAILED')
    const [fault] = errorOf(reply).details['faults'] as { field: string }[]
    expect(fault?.field).toBe(field)
  })
})
