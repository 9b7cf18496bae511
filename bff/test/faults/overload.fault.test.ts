// Far more requests than the server answers: memory stays bounded, every refusal is coded and says when to come again; and a soak.
import { randomUUID } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { setupTokenFile } from '../../src/identity/bootstrap.ts'
import { password } from '../door-fixture.ts'
import { newHome, removeHome, startProgram } from '../kill-program.ts'
import type { Home, Program } from '../kill-program.ts'
import { counts, patience, quantile, report } from './counts.ts'

/** Requests open at once: connections times requests sent on one without waiting for answers. The door works on 512. */
const [rest, flood] = [
  { connections: 8, deep: 4 },
  { connections: 32, deep: 64 },
]
const seconds = counts({ ci: 3, full: 60 })
const soakMinutes = counts({ ci: 0, full: Number(process.env.FAULTS_SOAK_MINUTES ?? 5) })

const megabyte = 1_048_576
const comeAgain = ['SERVER_BUSY', 'LEDGER_BUSY', 'RATE_LIMITED', 'NOT_READY', 'READ_MODEL_BEHIND']

describe('a server under more load than it can take', () => {
  let home: Home
  let program: Program
  let token: string

  const post = (to: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${home.url}/api/v1/${to}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
      body: JSON.stringify(body),
    })

  beforeAll(async () => {
    home = await newHome()
    program = startProgram(home)
    await program.ready
    const setupToken = readFileSync(setupTokenFile(home.keyDir), 'utf8').trim()
    const named = { scheme: 'uscc', value: '91110000802100433B', name: '平台运营方', type: 'operator', named: true }
    const registered = await post('organisations', {
      ...{ ...named, setupToken },
      administrator: { login: 'operator', password },
    })
    expect(registered.status).toBe(201)
    const session = (await (await post('sessions', { login: 'operator', password })).json()) as { token: string }
    token = session.token
  }, 60_000)
  afterAll(async () => {
    expect(await program.stop()).toBe(0)
    removeHome(home)
  }, 60_000)

  const memory = (): number => {
    const status = readFileSync(`/proc/${String(program.child.pid)}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1_024
  }
  const descriptors = (): number => readdirSync(`/proc/${String(program.child.pid)}/fd`).length

  type Answered = { milliseconds: number; status: number; code: string; retryAfter: string | null }
  const places = { city: '上海' }

  let sent = 0
  /** A write, or every fourth time a read. */
  const request = (): string => {
    sent += 1
    const head = (method: string, to: string): string =>
      `${method} /api/v1/${to} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n`
    if (sent % 4 === 3) return `${head('GET', 'batches')}\r\n`
    const body = JSON.stringify({ ...places, name: `place ${sent}` })
    const typed = `Content-Type: application/json\r\nIdempotency-Key: ${randomUUID()}\r\n`
    return `${head('POST', 'places')}${typed}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  }

  /** The whole answers at the front of `text` (one character a byte), and what is left of it. */
  const parsed = (text: string, milliseconds: number): { answers: Answered[]; left: string } => {
    const answers: Answered[] = []
    let left = text
    for (;;) {
      const head = left.slice(0, left.indexOf('\r\n\r\n') + 4)
      const end = head.length + Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0)
      if (head.length < 4 || left.length < end) return { answers, left }
      const code = /"code":"(\w+)"/.exec(left.slice(head.length, end))?.[1] ?? ''
      const retryAfter = /^retry-after: (\d+)/im.exec(head)?.[1] ?? null
      answers.push({ milliseconds, status: Number(head.slice(9, 12)), code, retryAfter })
      left = left.slice(end)
    }
  }

  /** One connection: `deep` requests at once, and again when all are answered, until `until`. */
  const lane = async (deep: number, until: number): Promise<Answered[]> => {
    const socket = connect(home.port, '127.0.0.1')
    const answered: Answered[] = []
    let [began, wanted, text] = [0, 0, '']
    const burst = (): void => {
      began = performance.now()
      wanted += deep
      socket.write(Array.from({ length: deep }, request).join(''))
    }
    burst()
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      const { answers, left } = parsed(text + chunk.toString('latin1'), performance.now() - began)
      answered.push(...answers)
      text = left
      if (answered.length < wanted) continue
      if (performance.now() >= until) break
      burst()
    }
    return answered
  }
  const load = async ({ connections, deep }: typeof rest, until: number): Promise<Answered[]> =>
    (await Promise.all(Array.from({ length: connections }, () => lane(deep, until)))).flat()
  const done = (answers: readonly Answered[]): Answered[] => answers.filter(({ status }) => status < 300)

  test(
    'keeps its memory bounded, refuses with a code and Retry-After, and works afterwards',
    async () => {
      const calm = done(await load(rest, performance.now() + 2_000))
      const before = memory()
      let most = before
      const watch = setInterval(() => (most = Math.max(most, memory())), 200)
      const answers = await load(flood, performance.now() + seconds * 1_000)
      clearInterval(watch)
      const refused = answers.filter(({ status }) => status >= 300)
      const unsaid = refused.filter(({ code, retryAfter }) => !comeAgain.includes(code) || !(Number(retryAfter) > 0))
      expect(unsaid).toEqual([])
      expect(refused.length).toBeGreaterThan(0)
      expect(done(answers).length).toBeGreaterThan(0)
      expect(most - before).toBeLessThan(768)
      const after = await load({ connections: 4, deep: 1 }, performance.now() + 500)
      expect(after.filter(({ status }) => status >= 300)).toEqual([])
      const times = done(answers).map(({ milliseconds }) => milliseconds)
      report(0, 'overload: the door with many times the requests that it works on', {
        seconds,
        openAtOnce: flood.connections * flood.deep,
        asked: answers.length,
        answered: times.length,
        refusedWithRetryAfter: refused.length,
        askedPerAnsweredAtRest: Math.round((answers.length / seconds / (calm.length / 2)) * 10) / 10,
        admittedP50Ms: quantile(times, 0.5),
        admittedP99Ms: quantile(times, 0.99),
        memoryBeforeMB: Math.round(before),
        memoryMostMB: Math.round(most),
      })
    },
    patience,
  )

  test('refuses bodies that are too large without keeping them', async () => {
    const large = { ...places, name: 'x'.repeat(2 * megabyte) }
    const before = memory()
    const replies = await Promise.all(
      Array.from({ length: 16 }, () => post('places', large, { authorization: `Bearer ${token}` })),
    )
    for (const reply of replies) {
      expect(reply.status).toBe(413)
      expect(((await reply.json()) as { error: { code: string } }).error.code).toBe('BODY_TOO_LARGE')
    }
    expect(memory() - before).toBeLessThan(256)
  })

  if (soakMinutes > 0)
    test(
      'neither memory nor descriptors grow with time under a mixed load',
      async () => {
        const samples: { minute: number; memory: number; descriptors: number }[] = []
        const until = performance.now() + soakMinutes * 60_000
        const began = performance.now()
        const loading = load({ connections: 16, deep: 1 }, until)
        while (performance.now() < until - 1_000) {
          await pause(1_000)
          const minute = (performance.now() - began) / 60_000
          samples.push({ minute, memory: memory(), descriptors: descriptors() })
        }
        const answers = await loading
        // The first third is warm-up: caches fill.
        const steady = samples.slice(Math.floor(samples.length / 3))
        const slope = (of: 'memory' | 'descriptors'): number => {
          const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
          const [x, y] = [mean(steady.map(({ minute }) => minute)), mean(steady.map((one) => one[of]))]
          const above = steady.reduce((sum, one) => sum + (one.minute - x) * (one[of] - y), 0)
          const below = steady.reduce((sum, one) => sum + (one.minute - x) ** 2, 0)
          return Math.round((above / below) * 100) / 100
        }
        const open = steady.map((one) => one.descriptors)
        expect(Math.max(...open) - Math.min(...open)).toBeLessThan(64)
        report(17, `soak of ${String(soakMinutes)} minutes`, {
          requests: answers.length,
          failed: answers.length - done(answers).length,
          memoryMBPerMinute: slope('memory'),
          descriptorsPerMinute: slope('descriptors'),
          memoryMostMB: Math.round(Math.max(...samples.map((one) => one.memory))),
        })
      },
      patience,
    )
})
