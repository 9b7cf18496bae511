// For tests of the door: the real server on a free port with folders of its own, and a client that speaks to it over HTTP.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { loadConfig } from '../src/config.ts'
import type { Config } from '../src/config.ts'
import { setupTokenFile } from '../src/identity/bootstrap.ts'
import { startServer } from '../src/server.ts'
import type { RunningServer } from '../src/server.ts'
import { chosenEngine } from './engines.ts'
import type { Stores, TestEngine } from './engines.ts'

export type Reply = { status: number; headers: Headers; json: unknown; text: string }
export type ErrorBody = {
  error: { code: string; message: string; details: Record<string, unknown>; requestId: string }
}

export type Door = RunningServer & {
  folder: string
  keyDir: string
  /** Lines of the log so far. */
  logged: () => string
  /** Moves the server's clock by milliseconds. */
  shift: (milliseconds: number) => void
  get: (address: string, headers?: Record<string, string>) => Promise<Reply>
  post: (address: string, body: unknown, headers?: Record<string, string>) => Promise<Reply>
  /** Closes the server and takes its folders away. */
  end: () => Promise<void>
}

/** Where a door keeps what it knows. */
export type DoorPlaces = Pick<Config, 'dataDir' | 'keyDir' | 'databaseUrl'>

export const codeOf = (reply: Reply): string =>
  (reply.json as Partial<ErrorBody> | undefined)?.error?.code ?? `no error, ${String(reply.status)}`
export const errorOf = (reply: Reply): ErrorBody['error'] => (reply.json as ErrorBody).error

const replyOf = async (response: Response): Promise<Reply> => {
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json')
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? (JSON.parse(text) as unknown) : undefined,
  }
}

/** Where rows lie: with the data folder, when that is given. */
const storesOf = (env: Record<string, string>, engine: TestEngine): Promise<Stores> | undefined =>
  env['DATA_DIR'] === undefined ? engine.open() : undefined

/** `env` adds settings; folders, and the database of `engine`, are temporary unless it names a data folder. `fill` comes before the start. */
export const openDoor = async (
  env: Record<string, string> = {},
  engine = chosenEngine(),
  fill?: (places: DoorPlaces) => Promise<void>,
): Promise<Door> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-door-'))
  const stores = await storesOf(env, engine)
  const keyDir = env['KEY_DIR'] ?? path.join(folder, 'keys')
  const lines: string[] = []
  const log = pino({ level: 'info', base: null }, { write: (line: string) => void lines.push(line) })
  const folders = { DATA_DIR: path.join(folder, 'data'), KEY_DIR: keyDir, H5_DIR: path.join(folder, 'h5') }
  const config = loadConfig({ PORT: '0', HOST: '127.0.0.1', ...folders, ...stores?.env, ...env })
  await fill?.(config)
  let shifted = 0
  const server = await startServer(config, { log, clock: () => Date.now() + shifted })
  const address = (given: string): string =>
    given.startsWith('/') ? server.url + given : `${server.url}/api/v1/${given}`
  return {
    ...server,
    folder,
    keyDir,
    logged: () => lines.join(''),
    shift: (milliseconds) => {
      shifted += milliseconds
    },
    get: async (to, headers = {}) => replyOf(await fetch(address(to), { headers, redirect: 'manual' })),
    post: async (to, body, headers = {}) => {
      const all = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers }
      const sent = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
      return replyOf(await fetch(address(to), { method: 'POST', body: sent, headers: all }))
    },
    end: async () => {
      await server.close()
      await stores?.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const password = 'correct horse battery'

/** Registers the operator's own organisation; its administrator is also operator. */
export const registerOperator = (door: Door, login = 'operator'): Promise<Reply> =>
  door.post('organisations', {
    scheme: 'uscc',
    value: '91110000802100433B',
    name: '平台运营方',
    type: 'operator',
    named: true,
    administrator: { login, password },
    setupToken: readFileSync(setupTokenFile(door.keyDir), 'utf8').trim(),
  })

export type LoggedIn = { token: string; refresh: string; headers: { authorization: string } }

export const sessionIn = (reply: Reply): LoggedIn => {
  const { token, refresh } = reply.json as { token: string; refresh: string }
  return { token, refresh, headers: { authorization: `Bearer ${token}` } }
}

export const logIn = async (door: Door, login: string, secret = password): Promise<LoggedIn> => {
  const reply = await door.post('sessions', { login, password: secret })
  if (reply.status !== 200) throw new Error(`log in: ${reply.text}`)
  return sessionIn(reply)
}
