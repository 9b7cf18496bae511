// Rows 8 and 9: the clock jumps; requests are doubled, reordered, cut off and repeated by many clients at once.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { errorOf, logIn, openDoor, registerOperator } from '../door-fixture.ts'
import type { Door, LoggedIn, Reply } from '../door-fixture.ts'
import { codeOf } from '../door-fixture.ts'
import { makePlace, makePerson, foundOperator, makeFolders, refusal, signedBy } from '../ledger-fixture.ts'
import { openHere } from '../small-log.ts'
import { counts, patience, report } from './counts.ts'

const hour = 3_600_000

describe('a clock that jumps', () => {
  test('never sets the time of a block back, and envelopes that are five minutes off are refused', async () => {
    const [folders, who] = [makeFolders(), makePerson()]
    let now = Date.parse('2026-03-01T00:00:00.000Z')
    const ledger = await openHere(folders, { clock: () => now })
    const { origin } = await ledger.log()
    const jumps = [0, -hour, 1_000, 365 * 24 * hour, -30 * 24 * hour, -1, 299_999]
    for (const [i, jump] of jumps.entries()) {
      now += jump
      const act = i === 0 ? foundOperator(who) : makePlace(`place ${i}`)
      const time = (offset: number): string => new Date(now + offset).toISOString()
      for (const offset of [-300_001, 300_001])
        expect(await refusal(ledger.submit(signedBy(who, origin, [act], { time: time(offset) })))).toMatchObject({
          code: 'CLOCK_SKEW',
        })
      await ledger.submit(signedBy(who, origin, [act], { time: time(i % 2 === 0 ? 300_000 : -300_000) }))
    }
    const times = (await ledger.blocks(1, 100)).map(({ time }) => time)
    expect(times.length).toBe(jumps.length)
    expect(times).toEqual([...times].sort())
    await ledger.close()
    folders.remove()
    report(8, 'clock jumps: an hour back, a year on, steps', { jumps: jumps.length, blockTimesMonotone: true })
  })

  test('back does not bring an expired session or token to life again', async () => {
    const door = await openDoor()
    await registerOperator(door)
    const { headers, refresh } = await logIn(door, 'operator')
    door.shift(13 * hour)
    expect(codeOf(await door.get('batches', headers))).toBe('SESSION_EXPIRED')
    door.shift(-13 * hour)
    expect(codeOf(await door.get('batches', headers))).toBe('SESSION_EXPIRED')
    expect(codeOf(await door.post('sessions/renewal', { refresh }))).toBe('SESSION_EXPIRED')
    await door.end()
    report(8, 'clock set back after a session expired', { sessionsRevived: 0 })
  })
})

describe('requests that are doubled, reordered, cut off and repeated', () => {
  let door: Door
  let session: LoggedIn

  beforeAll(async () => {
    door = await openDoor({ RATE_FACTOR: '1000' })
    await registerOperator(door)
    session = await logIn(door, 'operator')
  })
  afterAll(() => door.end())

  type Seen = { key: string; answered: number; transaction: string; leafIndex: number }
  /** When each key was sent for the first time. */
  const firstSent = new Map<string, number>()
  const begin = (key: string): void => void firstSent.set(key, firstSent.get(key) ?? performance.now())

  const bodyOf = (key: string): { name: string; city: string } => ({ name: `仓库 ${key}`, city: '上海' })
  const send = (key: string, body = bodyOf(key)): Promise<Reply> =>
    door.post('places', body, { ...session.headers, 'idempotency-key': key })

  /** Sends once and hangs up at some moment: whether it was done, nobody is told. */
  const sendAndHangUp = async (key: string, after: number): Promise<void> => {
    begin(key)
    const headers = { ...session.headers, 'content-type': 'application/json', 'idempotency-key': key }
    const body = JSON.stringify(bodyOf(key))
    const signal = AbortSignal.timeout(after)
    await fetch(`${door.url}/api/v1/places`, { method: 'POST', headers, body, signal }).then(
      (reply) => reply.arrayBuffer(),
      () => undefined,
    )
  }

  /** The same request until it is answered as done. */
  const sendUntilDone = async (key: string): Promise<Seen> => {
    begin(key)
    for (;;) {
      const reply = await send(key)
      const { transaction, state, proof } = reply.json as {
        transaction: string
        state?: string
        proof: { leafIndex: number }
      }
      if (state === 'committed') return { key, answered: performance.now(), transaction, leafIndex: proof.leafIndex }
      expect([reply.status, codeOf(reply)]).toEqual([409, 'STATE_CONFLICT'])
    }
  }

  test(
    'come to what one client would have brought about one request after the other',
    async () => {
      const keys = Array.from({ length: counts({ ci: 12, full: 2_000 }) }, () => randomUUID())
      const before = (await door.deps.ledger.log()).size
      const seen: Seen[] = []
      const lane = async (mine: readonly string[], number: number): Promise<void> => {
        for (const [i, key] of mine.entries()) {
          await sendAndHangUp(key, 1 + ((i * 7 + number * 3) % 12))
          seen.push(...(await Promise.all([sendUntilDone(key), sendUntilDone(key)])))
          const earlier = mine[(i * 5) % (i + 1)] ?? key
          seen.push(await sendUntilDone(earlier))
        }
      }
      // Every key is in two lanes, in opposite orders.
      await Promise.all([lane(keys, 0), lane([...keys].reverse(), 1), lane(keys.slice(5), 2)])
      const first = new Map<string, Seen>()
      const doubled = seen.filter((one) => {
        const known = first.get(one.key)
        if (!known || one.answered < known.answered) first.set(one.key, one)
        return known && known.transaction !== one.transaction
      })
      expect(first.size).toBe(keys.length)
      expect(doubled).toEqual([])
      expect((await door.deps.ledger.log()).size).toBe(before + keys.length)
      // What was answered before another was even sent stands before it on chain.
      const all = [...first.values()]
      const overtaken = all.filter((one) =>
        all.some((other) => one.answered < (firstSent.get(other.key) ?? 0) && one.leafIndex > other.leafIndex),
      )
      expect(overtaken).toEqual([])
      report(9, 'doubled, reordered, cut off and repeated requests of one key', {
        keys: keys.length,
        answers: seen.length,
        doubleCommits: 0,
        linearizable: true,
      })
    },
    patience,
  )

  test('another request under a key that was used is refused with both digests', async () => {
    const key = randomUUID()
    await sendUntilDone(key)
    const reply = await send(key, bodyOf('another'))
    expect(codeOf(reply)).toBe('IDEMPOTENCY_MISMATCH')
    expect(Object.keys(errorOf(reply).details).sort()).toEqual(['first', 'second'])
  })
})
