// A Redis that dies and comes back during traffic: every answer stays right, nobody is logged out, limits hold in the process, and it is used again.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Redis } from 'ioredis'
import { startRedis } from '../../tools/services/redis.ts'
import type { FailingService } from '../../tools/services/service.ts'
import { openSessions } from '../src/identity/sessions.ts'
import { openFastStore } from '../src/store/fast-store.ts'
import { codeOf, logIn, openDoor, password, registerOperator, sessionIn } from './door-fixture.ts'
import type { Door, LoggedIn } from './door-fixture.ts'
import { counts, report } from './faults/counts.ts'

const rounds = counts({ ci: 2, full: 20 })

describe('a Redis that dies during traffic', () => {
  let redis: FailingService
  let door: Door
  let session: LoggedIn
  const admin = (): Redis => new Redis(redis.url, { lazyConnect: true, maxRetriesPerRequest: 1 })

  beforeAll(async () => {
    const own = await startRedis()
    if (own === undefined) throw new Error('this test needs a Redis that is installed (apt-get install redis-server)')
    redis = own
    // Far from any limit but those by login, which have no factor.
    door = await openDoor({ REDIS_URL: redis.url, RATE_FACTOR: '10000' })
    await registerOperator(door)
    session = await logIn(door, 'operator')
  }, 60_000)
  afterAll(async () => {
    await door.end()
    await redis.stop()
  })

  /** Whether the door writes into Redis. */
  const isUsed = async (): Promise<boolean> => {
    const client = admin()
    try {
      return (await client.keys('ectrace:*')).length > 0
    } catch {
      return false
    } finally {
      client.disconnect()
    }
  }
  const usedAgain = async (): Promise<void> => {
    do await door.get('me', session.headers)
    while (!(await isUsed()))
  }
  const me = async ({ headers }: LoggedIn): Promise<unknown> => (await door.get('me', headers)).json

  test('answers as before while it dies, is away and comes back, and uses it again', async () => {
    const told = await me(session)
    expect(told).toMatchObject({ login: 'operator' })
    await usedAgain()
    const over = new AbortController()
    let asked = 0
    const wrong: unknown[] = []
    const asking = Array.from({ length: 8 }, async () => {
      while (!over.signal.aborted) {
        const reply = await me(session)
        asked += 1
        if (JSON.stringify(reply) !== JSON.stringify(told)) wrong.push(reply)
      }
    })
    let written = 0
    const writing = (async () => {
      while (!over.signal.aborted) {
        const reply = await door.post('places', { name: `仓库 ${String(written)}`, city: '上海' }, session.headers)
        if (reply.status === 201) written += 1
        else wrong.push(reply.text)
      }
    })()
    for (let round = 0; round < rounds; round++) {
      await pause(200)
      await redis.kill()
      await pause(400)
      await redis.start()
      await usedAgain()
    }
    over.abort()
    await Promise.all([...asking, writing])
    expect(wrong).toEqual([])
    expect(written).toBeGreaterThan(rounds)
    report(0, 'Redis dies and comes back under nine clients', { deaths: rounds, asked, written, wrong: wrong.length })
  }, 60_000)

  test('keeps sessions, also two tabs that renew at the same moment at two processes, while it is away', async () => {
    await redis.kill()
    const fresh = await logIn(door, 'operator')
    // Another process over the same vault and chain: what it knows of limits and renewals it does not share while Redis is away.
    const fast = await openFastStore(redis.url)
    const other = await openSessions({ ...door.deps, fast })
    const renewed = sessionIn(await door.post('sessions/renewal', { refresh: fresh.refresh }))
    await expect(other.renew(fresh.refresh)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
    expect(await me(renewed)).toMatchObject({ login: 'operator' })
    expect(await other.authenticate(renewed.token)).toMatchObject({ custody: 'hosted' })
    const again = await other.renew(renewed.refresh)
    expect((await door.get('me', { authorization: `Bearer ${again.token}` })).status).toBe(200)
    // A token of two renewals ago is a stolen one, wherever it is shown.
    await expect(other.renew(fresh.refresh)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
    expect(codeOf(await door.get('me', renewed.headers))).toBe('SESSION_EXPIRED')
    await fast.close()
    await redis.start()
  }, 60_000)

  test('ends a session at once while it is away, and does not bring it back to life when it returns', async () => {
    const ended = await logIn(door, 'operator')
    await me(ended)
    await redis.kill()
    expect((await door.post('sessions/end', {}, ended.headers)).status).toBe(200)
    expect(codeOf(await door.get('me', ended.headers))).toBe('SESSION_EXPIRED')
    await redis.start()
    await usedAgain()
    expect(codeOf(await door.get('me', ended.headers))).toBe('SESSION_EXPIRED')
  }, 60_000)

  test('closes a login after ten wrong passwords in this process too', async () => {
    await door.post('organisations', {
      scheme: 'gln',
      value: '6901234000009',
      name: 'shop',
      type: 'retailer',
      named: true,
      administrator: { login: 'shop', password },
    })
    await redis.kill()
    for (let n = 0; n < 10; n++)
      expect(codeOf(await door.post('sessions', { login: 'shop', password: 'wrong horse battery' }))).toBe(
        'BAD_CREDENTIALS',
      )
    expect(codeOf(await door.post('sessions', { login: 'shop', password }))).toBe('RATE_LIMITED')
    await redis.start()
  }, 60_000)

  test('is not believed when somebody writes nonsense into it, nor missed when it is emptied', async () => {
    await usedAgain()
    const client = admin()
    const told = await me(session)
    for (const value of ['', '{', '[]', '{"organisation":"O","roles":["operator"],"status":"active"}', '\u0000'])
      for (const key of await client.keys('ectrace:session:*')) {
        await client.set(key, value)
        expect(await me(session)).toEqual(told)
      }
    for (const key of await client.keys('ectrace:*')) {
      await client.del(key)
      await client.lpush(key, 'another kind')
    }
    expect(await me(session)).toEqual(told)
    await client.flushall()
    expect(await me(session)).toEqual(told)
    client.disconnect()
  }, 60_000)
})
