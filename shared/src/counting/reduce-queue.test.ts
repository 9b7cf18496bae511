import { describe, expect, test } from '@jest/globals'
import { bytesOf, indexKey, mostBytes, shardKey } from './queue-storage.ts'
import { conflictsOf, countOf, emptyQueue, rowsOfTrade } from './queue.ts'
import type { Queue, QueueEffect, QueueEvent } from './queue.ts'
import { lineCount } from './reduce-count.ts'
import { reduceQueue } from './reduce-queue.ts'

const trade = '0123456789ABCDEFGHJK'
const device = '00000000-0000-4000-8000-00000000000a'
const fresh = '00000000-0000-4000-8000-00000000000b'
const id = (n: number): string => `10000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const item = (n: number): string => `/s/01/06901234567892/10/L1/21/${String(n).padStart(20, '0')}`

const make = (n: number): QueueEvent => ({
  type: 'made',
  id: id(n),
  trade,
  at: '2026-11-22T10:00:00.000+08:00',
  by: 'UAAAAAAAAAAAAAAAAAAA',
  act: { kind: 'scan', unit: item(n), verdict: 'hit', rejected: false, line: 1, each: '1' },
})

/** A phone that keeps what it is told to keep, and remembers every effect. */
const phone = () => {
  const disk = new Map<string, string>()
  const effects: QueueEffect[] = []
  let state = emptyQueue(device)
  const keep = (effect: Extract<QueueEffect, { type: 'write' }>): void => {
    for (const { key, text } of effect.entries) {
      if (text === undefined) disk.delete(key)
      else disk.set(key, text)
    }
    take({ type: 'persisted' })
  }
  const take = (event: QueueEvent): void => {
    const step = reduceQueue(state, event)
    state = step.state
    for (const effect of step.effects) {
      effects.push(effect)
      if (effect.type === 'write') keep(effect)
    }
  }
  const restart = (): void => {
    const shards = [...disk].flatMap(([key, value]) =>
      key === indexKey ? [] : [{ n: Number(key.split('.')[1]), value }],
    )
    take({ type: 'loaded', index: disk.get(indexKey), shards, fresh })
  }
  const ofType = <T extends QueueEffect['type']>(type: T) =>
    effects.filter((effect): effect is Extract<QueueEffect, { type: T }> => effect.type === type)
  return {
    disk,
    take,
    restart,
    ofType,
    now: (): Queue => state,
    statesNow: () => rowsOfTrade(state, trade).map((row) => row.state),
  }
}

const kept = (ids: readonly number[]): QueueEvent => ({
  type: 'answered',
  trade,
  answers: ids.map((n) => ({ id: id(n), outcome: 'kept' })),
  operations: [],
  cursor: ids.length,
  more: false,
})

describe('an operation', () => {
  test('is acknowledged only after it is kept, and counts only then', () => {
    const step = reduceQueue({ ...emptyQueue(device), indexDirty: false }, make(1))
    expect(step.effects.map(({ type }) => type)).toEqual(['write'])
    expect(countOf(step.state, trade).units).toEqual([])
    const after = reduceQueue(step.state, { type: 'persisted' })
    expect(after.effects).toEqual([{ type: 'acknowledge', ids: [id(1)] }])
    expect(lineCount(countOf(after.state, trade), 1).accepted).toBe('1')
  })

  test('goes from this phone to the server once, whatever is lost on the way', () => {
    const { take, ofType, statesNow, restart } = phone()
    take(make(1))
    expect(statesNow()).toEqual(['on_phone'])
    take({ type: 'online' })
    take({ type: 'lost', trade })
    take({ type: 'send_due' })
    restart()
    take({ type: 'online' })
    expect(ofType('send').map(({ operations }) => operations.map((one) => one.id))).toEqual([[id(1)], [id(1)], [id(1)]])
    take({
      type: 'answered',
      trade,
      answers: [{ id: id(1), outcome: 'duplicate' }],
      operations: [],
      cursor: 1,
      more: false,
    })
    expect(statesNow()).toEqual(['sent'])
    take({ type: 'send_due' })
    expect(ofType('send')).toHaveLength(3)
  })

  test('that the device does not keep is refused, and its number is used again', () => {
    const first = reduceQueue({ ...emptyQueue(device), indexDirty: false }, make(1))
    const second = reduceQueue(first.state, make(2))
    const failed = reduceQueue(second.state, { type: 'persist_failed' })
    expect(failed.effects).toEqual([1, 2].map((n) => ({ type: 'refuse', subject: id(n), code: 'STORAGE_FULL' })))
    expect(rowsOfTrade(failed.state, trade)).toEqual([])
    const third = reduceQueue(failed.state, make(3))
    expect(rowsOfTrade(third.state, trade).map(({ operation }) => operation.sequence)).toEqual([1])
  })

  test('that the server refuses stays in sight, over a restart, until a person has looked', () => {
    const { take, restart, now, ofType } = phone()
    take(make(1))
    take({ type: 'online' })
    const details = { yours: { line: 1 }, theirs: { line: 2 } }
    const answers = [{ id: id(1), outcome: 'conflict' as const, code: 'IDEMPOTENCY_MISMATCH' as const, details }]
    take({ type: 'answered', trade, answers, operations: [], cursor: 0, more: false })
    restart()
    expect(conflictsOf(now())).toMatchObject([{ state: 'refused', refusal: { code: 'IDEMPOTENCY_MISMATCH', details } }])
    expect(ofType('conflict')).toEqual([{ type: 'conflict', subject: id(1), code: 'IDEMPOTENCY_MISMATCH' }])
    take({ type: 'put_away', trade })
    expect(ofType('refuse')).toEqual([{ type: 'refuse', subject: trade, code: 'STATE_CONFLICT' }])
    expect(countOf(now(), trade).units).toEqual([])
    take({ type: 'settled', operation: id(1) })
    expect(conflictsOf(now())).toEqual([])
    expect(rowsOfTrade(now(), trade).map((row) => row.operation.id)).toEqual([id(1)])
  })
})

describe('what is kept', () => {
  const many = 4_000
  const full = () => {
    const one = phone()
    one.take({ type: 'loaded', index: undefined, shards: [], fresh: device })
    for (let n = 1; n <= many; n++) one.take(make(n))
    return one
  }

  test('lies in shards far below 1 MB, also when every row was refused with all that is told of it', () => {
    const { take, disk, now } = full()
    const details = { theirs: 'x'.repeat(2_900) }
    const ids = rowsOfTrade(now(), trade).map(({ operation }) => operation.id)
    take({ type: 'refused', trade, ids, code: 'FORBIDDEN', details })
    expect(disk.size).toBeGreaterThan(10)
    for (const text of disk.values()) expect(Buffer.byteLength(text)).toBeLessThan(1_000_000)
    expect(conflictsOf(now())).toHaveLength(many)
  })

  test('comes back as it was, and counts on with the next number', () => {
    const { restart, now, take } = full()
    const before = rowsOfTrade(now(), trade)
    restart()
    expect(rowsOfTrade(now(), trade)).toEqual(before)
    take(make(many + 1))
    expect(rowsOfTrade(now(), trade)[many]?.operation).toMatchObject({ device, sequence: many + 1 })
  })

  test.each([
    ['cut off', (text: string) => text.slice(0, -10), /json/],
    ['of another version', (text: string) => text.replace('"v":1', '"v":7'), /^v: /],
    [
      'with a foreign operation',
      (text: string) => text.replace('"kind":"scan"', '"kind":"steal"'),
      /^rows.0.operation.kind/,
    ],
    ['no text at all', () => undefined, /missing/],
  ])('is named when a shard is %s: the others survive, and the phone counts on under a new name', (_, damage, rule) => {
    const { disk, restart, now, take } = full()
    const second = shardKey(2)
    const whole = disk.get(second) ?? ''
    const rows = (JSON.parse(whole) as { rows: unknown[] }).rows.length
    const damaged = damage(whole)
    if (damaged === undefined) disk.delete(second)
    else disk.set(second, damaged)
    restart()
    expect(now().damaged).toEqual([{ n: 2, rule: expect.stringMatching(rule) }])
    expect(rowsOfTrade(now(), trade)).toHaveLength(many - rows)
    take(make(many + 1))
    expect(rowsOfTrade(now(), trade).at(-1)?.operation).toMatchObject({ device: fresh, sequence: 1 })
    restart()
    expect(now().device).toBe(fresh)
    expect(now().damaged).toHaveLength(1)
    if (damaged !== undefined) expect(disk.get(second)).toBe(damaged)
  })

  test('survives a damaged index', () => {
    const { disk, restart, now } = full()
    disk.set(indexKey, '{"v":')
    restart()
    expect(now().damaged).toEqual([{ n: 0, rule: ': json' }])
    expect(rowsOfTrade(now(), trade)).toHaveLength(many)
  })

  test('is never more than the program may keep: the next operation is refused by its code', () => {
    const state: Queue = {
      ...emptyQueue(device),
      indexDirty: false,
      shards: [{ n: 1, rows: [], bytes: mostBytes - 100 }],
    }
    const step = reduceQueue(state, make(1))
    expect(step.effects).toEqual([{ type: 'refuse', subject: id(1), code: 'STORAGE_FULL' }])
    expect(step.state).toBe(state)
  })

  test('leaves the phone when the trade is over, and only then', () => {
    const { disk, take, now, restart } = full()
    take({ type: 'put_away', trade })
    expect(rowsOfTrade(now(), trade)).toHaveLength(many)
    take({ type: 'online' })
    for (let from = 1; from <= many; from += 500) take(kept(Array.from({ length: 500 }, (_, i) => from + i)))
    take({ type: 'put_away', trade })
    expect([...disk.keys()]).toEqual([indexKey])
    expect(bytesOf(disk.get(indexKey))).toBeLessThan(1_000)
    restart()
    take(make(many + 1))
    expect(rowsOfTrade(now(), trade)[0]?.operation.sequence).toBe(many + 1)
  })
})

describe('a receipt', () => {
  const key = 'receipt-1'
  const submit: QueueEvent = { type: 'receipt_made', trade, key, kind: 'final', place: 'L1' }
  const counted = () => {
    const one = phone()
    one.take(make(1))
    one.take(submit)
    return one
  }

  test('goes when all that it counts is with the server, under one key over restarts, until its outcome is known', () => {
    const { take, ofType, restart, statesNow } = counted()
    take({ type: 'online' })
    expect(ofType('submit')).toEqual([])
    take(kept([1]))
    expect(ofType('submit').map(({ receipt }) => receipt)).toMatchObject([
      { key, upTo: { [device]: 1 }, operations: 1 },
    ])
    restart()
    take({ type: 'online' })
    expect(ofType('submit').map(({ receipt }) => receipt.key)).toEqual([key, key])
    take({ type: 'receipt_answered', trade, key, answer: { outcome: 'pending', transaction: 'ab' } })
    restart()
    take({ type: 'send_due' })
    expect(ofType('submit')).toHaveLength(2)
    take({ type: 'online' })
    expect(ofType('ask').map(({ receipt }) => receipt.transaction)).toEqual(['ab'])
    take({ type: 'receipt_answered', trade, key, answer: { outcome: 'on_chain', transaction: 'ab' } })
    expect(statesNow()).toEqual(['on_chain'])
  })

  test('that is refused stays in sight, keeps what was counted, and may be made again under a new key', () => {
    const { take, now, ofType, statesNow } = counted()
    take({ type: 'online' })
    take(kept([1]))
    const details = { was: { state: 'dispatched' }, now: { state: 'cancelled' } }
    take({ type: 'receipt_answered', trade, key, answer: { outcome: 'refused', code: 'COUNT_CONFLICT', details } })
    expect(conflictsOf(now())).toMatchObject([
      { trade, state: 'refused', refusal: { code: 'COUNT_CONFLICT', details } },
    ])
    expect(statesNow()).toEqual(['sent'])
    take({ type: 'receipt_answered', trade, key, answer: { outcome: 'on_chain', transaction: 'late' } })
    expect(statesNow()).toEqual(['sent'])
    take({ ...submit, key: 'receipt-2' })
    take({ type: 'send_due' })
    expect(ofType('submit').at(-1)?.receipt.key).toBe('receipt-2')
  })

  test('is one at a time', () => {
    const { take, ofType } = counted()
    take({ ...submit, key: 'receipt-2' })
    expect(ofType('refuse')).toEqual([{ type: 'refuse', subject: trade, code: 'STATE_CONFLICT' }])
  })

  test('is not sent when the server refused a part of what it counts', () => {
    const { take, ofType, now } = counted()
    take({ type: 'online' })
    take({ type: 'refused', trade, ids: [id(1)], code: 'FORBIDDEN', details: {} })
    take({ type: 'send_due' })
    take({ type: 'answered', trade, answers: [], operations: [], cursor: 0, more: false })
    expect(ofType('submit')).toEqual([])
    expect(conflictsOf(now())).toMatchObject([
      { state: 'refused' },
      { state: 'refused', refusal: { code: 'COUNT_CONFLICT' } },
    ])
  })

  test('waits after a restart until what others counted was heard again', () => {
    const { take, ofType, restart, now } = phone()
    take(make(1))
    const theirs = { ...make(2), device: fresh, sequence: 1 }
    const {
      type: _type,
      act,
      ...head
    } = theirs as Extract<QueueEvent, { type: 'made' }> & { device: string; sequence: number }
    const heard: QueueEvent = {
      type: 'answered',
      trade,
      answers: [{ id: id(1), outcome: 'kept' }],
      operations: [{ ...head, ...act }],
      cursor: 2,
      more: false,
    }
    take({ type: 'online' })
    take(heard)
    take({ type: 'offline' })
    take(submit)
    restart()
    take({ type: 'online' })
    expect(ofType('submit')).toEqual([])
    expect(ofType('send').at(-1)).toEqual({ type: 'send', trade, operations: [], since: 0 })
    take(heard)
    expect(ofType('submit').map(({ receipt }) => receipt.operations)).toEqual([2])
    expect(lineCount(countOf(now(), trade), 1).accepted).toBe('2')
  })
})
