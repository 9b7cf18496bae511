import { describe, expect, test } from '@jest/globals'
import type { CountAct } from '@ectrace/shared/counting/operation'
import { countOf, rowsOfTrade } from '@ectrace/shared/counting/queue'
import { lineCount } from '@ectrace/shared/counting/reduce-count'
import { createCountQueue, unsentIn, type CountQueue, type Outgoing, type Shelf } from './count-queue'

const trade = '0123456789ABCDEFGHJK'
const organisation = 'OAAAAAAAAAAAAAAAAAAA'
const [anna, ben] = ['UAAAAAAAAAAAAAAAAAAA', 'UBBBBBBBBBBBBBBBBBBB']
const fresh = '00000000-0000-4000-8000-00000000000a'
const scan = (n: number): CountAct => ({
  kind: 'scan',
  unit: `/s/01/06901234567892/10/L1/21/${String(n).padStart(20, '0')}`,
  verdict: 'hit',
  rejected: false,
  line: 1,
  each: '1',
})

/** A device that keeps `most` texts at the same time, of which `spare` may be given up. */
const device = (most = 1_000, spare: string[] = []) => {
  const kept = new Map<string, string>(spare.map((key) => [key, 'x']))
  const shelf: Shelf = {
    read: (key) => kept.get(key),
    store: (key, text) => {
      if (!kept.has(key) && kept.size >= most) return false
      kept.set(key, text)
      return true
    },
    forget: (key) => void kept.delete(key),
    keys: (beginning) => [...kept.keys()].filter((key) => key.startsWith(beginning)),
  }
  const out: Outgoing[] = []
  const start = (of = organisation): CountQueue =>
    createCountQueue({
      organisation: of,
      shelf,
      fresh,
      out: (effect) => void out.push(effect),
      makeRoom: () => kept.delete(spare.pop() ?? ''),
    })
  return { kept, out, start }
}

describe('the counting queue on a device', () => {
  test('has an operation on the device before make says so, with who did it, and after a restart', () => {
    const { start, kept } = device()
    const before = start()
    expect(before.make(trade, anna, scan(1))).toBe(true)
    expect([...kept.values()].join()).toContain(anna)
    expect(before.make(trade, ben, scan(2))).toBe(true)
    const rows = rowsOfTrade(start().queue.get(), trade)
    expect(rows.map(({ operation, state }) => [operation.by, operation.sequence, state])).toEqual([
      [anna, 1, 'on_phone'],
      [ben, 2, 'on_phone'],
    ])
  })

  test('says so when the device is full, and goes on from what it has', () => {
    const { start } = device(0)
    const own = start()
    expect(own.make(trade, anna, scan(1))).toBe(false)
    expect(rowsOfTrade(own.queue.get(), trade)).toEqual([])
  })

  test('takes the room of what can be fetched again', () => {
    const { start, kept } = device(2, ['delivery 1', 'delivery 2'])
    expect(start().make(trade, anna, scan(1))).toBe(true)
    expect([...kept.keys()].some((key) => key.startsWith('delivery'))).toBe(false)
  })

  test('sends once there is a network, and what was received counts no more', () => {
    const { start, out } = device()
    const own = start()
    own.make(trade, anna, scan(1))
    expect(unsentIn(own.queue.get())).toBe(1)
    expect(out).toEqual([])
    own.take({ type: 'online' })
    const [sent] = out
    if (sent?.type !== 'send') throw new Error('nothing was sent')
    const [operation] = sent.operations
    if (operation === undefined) throw new Error('an empty request')
    const answers = [{ id: operation.id, outcome: 'kept' as const }]
    own.take({ type: 'answered', trade, answers, operations: [], cursor: 1, more: false })
    expect(unsentIn(own.queue.get())).toBe(0)
    expect(lineCount(countOf(own.queue.get(), trade), 1).accepted).toBe('1')
    own.make(trade, anna, { kind: 'taken', upTo: { [operation.device]: 1 } })
    expect(lineCount(countOf(own.queue.get(), trade), 1).accepted).toBe('0')
  })

  test('of one organisation knows nothing of another’s', () => {
    const { start } = device()
    start().make(trade, anna, scan(1))
    expect(start('OBBBBBBBBBBBBBBBBBBB').queue.get().shards).toEqual([])
  })
})
