// Logging in: idempotency, expiry, revocation, roles, guessing.
import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { codeOf, logIn, openDoor, password, registerOperator, sessionIn } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'
import { dumpVault } from './dump-vault.ts'

let door: Door
beforeAll(async () => {
  door = await openDoor()
  const registered = await registerOperator(door)
  if (registered.status !== 201) throw new Error(registered.text)
})
afterAll(() => door.end())

const enrol = async (login: string, roles: string[]): Promise<string> => {
  const admin = await logIn(door, 'operator')
  const reply = await door.post('users', { login, password, roles }, admin.headers)
  if (reply.status !== 201) throw new Error(reply.text)
  return (reply.json as { user: string }).user
}

describe('logging in', () => {
  test('gives a token that says who the caller is', async () => {
    const reply = await door.post('sessions', { login: 'operator', password })
    expect(reply.json).toMatchObject({
      me: { login: 'operator', roles: ['administrator', 'operator'], custody: 'hosted' },
    })
    const me = await door.get('me', sessionIn(reply).headers)
    expect(me.json).toMatchObject({ login: 'operator', organisation: { name: '平台运营方', level: 'verified' } })
  })

  test('repeated with the same key opens no second session; another body under the key is refused', async () => {
    const count = () =>
      door.deps.vault
        .selectFrom('session')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
    const key = { 'idempotency-key': 'login-1' }
    const first = sessionIn(await door.post('sessions', { login: 'operator', password }, key))
    const before = await count()
    const second = sessionIn(await door.post('sessions', { login: 'operator', password }, key))
    expect(await count()).toEqual(before)
    for (const session of [first, second]) expect((await door.get('me', session.headers)).status).toBe(200)
    const other = await door.post('sessions', { login: 'operator', password: 'another one' }, key)
    expect([other.status, codeOf(other)]).toEqual([409, 'IDEMPOTENCY_MISMATCH'])
  })

  test('neither password, token, nor a digest of them that could be guessed back stands in the vault', async () => {
    const session = await logIn(door, 'operator')
    const files = ['vault.db', 'vault.db-wal'].map((name) => path.join(door.folder, 'data', name))
    const bytes = files.filter((file) => existsSync(file)).map((file) => readFileSync(file).toString('latin1'))
    const vault = bytes.join('') + JSON.stringify(await dumpVault(door.deps.vault))
    expect(vault).toContain('argon2id')
    expect(vault).not.toContain(password)
    expect(vault).not.toContain(session.token)
    expect(vault).not.toContain(session.refresh)
  })

  test('an unknown login and a wrong password get the same answer', async () => {
    const wrong = await door.post('sessions', { login: 'operator', password: 'wrong password' })
    const unknown = await door.post('sessions', { login: 'nobody-here', password: 'wrong password' })
    expect([wrong.status, codeOf(wrong), unknown.status, codeOf(unknown)]).toEqual([
      401,
      'BAD_CREDENTIALS',
      401,
      'BAD_CREDENTIALS',
    ])
  })
})

describe('a session', () => {
  test('without a token, or with one that is not ours, nobody is known', async () => {
    const { token } = await logIn(door, 'operator')
    const [head = '', body = ''] = token.split('.')
    const none = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${body}.`
    const forged = `${head}.${body}.${createHmac('sha256', 'guess').update(`${head}.${body}`).digest('base64url')}`
    for (const bad of ['', 'x', none, forged, `${token}x`]) {
      const reply = await door.get('me', bad === '' ? {} : { authorization: `Bearer ${bad}` })
      expect([reply.status, codeOf(reply)]).toEqual([401, 'UNAUTHENTICATED'])
    }
  })

  test('ended is over at once, also for its refresh token', async () => {
    const session = await logIn(door, 'operator')
    expect((await door.get('me', session.headers)).status).toBe(200)
    expect((await door.post('sessions/end', {}, session.headers)).status).toBe(200)
    expect(codeOf(await door.get('me', session.headers))).toBe('SESSION_EXPIRED')
    expect(codeOf(await door.post('sessions/renewal', { refresh: session.refresh }))).toBe('SESSION_EXPIRED')
  })

  test('renews once with each refresh token; an old one that comes back ends the session', async () => {
    const first = await logIn(door, 'operator')
    const second = sessionIn(await door.post('sessions/renewal', { refresh: first.refresh }))
    expect(second.refresh).not.toBe(first.refresh)
    // At the same moment another tab may try the old one: it is refused, nobody is logged out.
    expect(codeOf(await door.post('sessions/renewal', { refresh: first.refresh }))).toBe('SESSION_EXPIRED')
    expect((await door.get('me', second.headers)).status).toBe(200)
    const third = sessionIn(await door.post('sessions/renewal', { refresh: second.refresh }))
    // Two renewals later the first token can only be a stolen one.
    expect(codeOf(await door.post('sessions/renewal', { refresh: first.refresh }))).toBe('SESSION_EXPIRED')
    expect(codeOf(await door.get('me', third.headers))).toBe('SESSION_EXPIRED')
  })

  test('a guessed refresh token of a live session is refused', async () => {
    const { refresh } = await logIn(door, 'operator')
    const guessed = `${refresh.split('.')[0] ?? ''}.${'A'.repeat(43)}`
    expect(codeOf(await door.post('sessions/renewal', { refresh: guessed }))).toBe('SESSION_EXPIRED')
    expect(codeOf(await door.post('sessions/renewal', { refresh: 'nothing' }))).toBe('SESSION_EXPIRED')
  })
})

describe('roles', () => {
  test('who lacks the role is refused, and nothing is written', async () => {
    await enrol('warehouse-1', ['warehouse'])
    const session = await logIn(door, 'warehouse-1')
    const { height } = await door.deps.ledger.log()
    const reply = await door.post('users', { login: 'another', password, roles: ['trader'] }, session.headers)
    expect([reply.status, codeOf(reply)]).toEqual([403, 'FORBIDDEN'])
    expect((await door.deps.ledger.log()).height).toBe(height)
  })

  test('a revoked user is out at once, and cannot come back', async () => {
    const user = await enrol('leaver', ['trader'])
    const session = await logIn(door, 'leaver')
    expect((await door.get('me', session.headers)).status).toBe(200)
    const admin = await logIn(door, 'operator')
    expect((await door.post(`users/${user}/revocation`, { reason: 'left' }, admin.headers)).status).toBe(201)
    expect(codeOf(await door.get('me', session.headers))).toBe('SESSION_EXPIRED')
    expect(codeOf(await door.post('sessions', { login: 'leaver', password }))).toBe('USER_REVOKED')
  })

  test('every hosted signature is logged with its transaction', async () => {
    const uses = await door.deps.vault.selectFrom('key_use').select(['user', 'transaction']).execute()
    for (const use of uses)
      expect((await door.deps.ledger.transaction(use.transaction))?.leaf.envelope.caller).toBe(use.user)
    expect(uses.length).toBeGreaterThanOrEqual(3)
  })
})

describe('guessing', () => {
  test('ten wrong passwords close a login, and the eleventh try is refused even when it is right', async () => {
    await enrol('target', ['trader'])
    for (let i = 0; i < 10; i++)
      expect(codeOf(await door.post('sessions', { login: 'target', password: `guess ${String(i)}` }))).toBe(
        'BAD_CREDENTIALS',
      )
    const right = await door.post('sessions', { login: 'target', password })
    expect([right.status, codeOf(right)]).toEqual([429, 'RATE_LIMITED'])
    await expect(logIn(door, 'operator')).resolves.toBeDefined()
  })
})

describe('time', () => {
  test('a token is over after 15 minutes and can be renewed, a session after 12 hours and cannot', async () => {
    const session = await logIn(door, 'operator')
    door.shift(901_000)
    const reply = await door.get('me', session.headers)
    expect([reply.status, codeOf(reply)]).toEqual([401, 'SESSION_EXPIRED'])
    const renewed = sessionIn(await door.post('sessions/renewal', { refresh: session.refresh }))
    expect((await door.get('me', renewed.headers)).status).toBe(200)
    door.shift(43_200_000)
    expect(codeOf(await door.post('sessions/renewal', { refresh: renewed.refresh }))).toBe('SESSION_EXPIRED')
  })
})
