// The program as people start it: one sentence and a non-zero exit when it cannot run, a clean end on a signal.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from '@jest/globals'
import { quickStart } from './quick-start.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const folders: string[] = []
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const newFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-start-'))
  folders.push(folder)
  return folder
}

type Program = { child: ChildProcess; said: () => string; ended: Promise<number | null>; url: Promise<string> }

const start = (folder: string, env: Record<string, string> = {}): Program => {
  const all = {
    PORT: '0',
    HOST: '127.0.0.1',
    ...quickStart,
    DATA_DIR: path.join(folder, 'data'),
    KEY_DIR: path.join(folder, 'keys'),
    ...env,
  }
  const child = spawn(process.execPath, [main], { env: all, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  let [out, error] = ['', '']
  const url = new Promise<string>((resolve, reject) => {
    child.once('close', () => reject(new Error(`ended before it listened: ${error}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const found = /"url":"([^"]+)"/.exec(out)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()))
  // Only some tests wait for the address.
  url.catch(() => undefined)
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, said: () => error, ended, url }
}

const send = async (
  to: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> => {
  const all = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers }
  const response = await fetch(to, { method: 'POST', body: JSON.stringify(body), headers: all })
  expect(response.status).toBeLessThan(300)
  return (await response.json()) as Record<string, unknown>
}

const writeTwoBlocks = async (url: string, folder: string): Promise<void> => {
  const account = { login: 'operator', password: 'correct horse battery' }
  const setupToken = readFileSync(path.join(folder, 'keys', 'setup-token'), 'utf8').trim()
  const organisation = { scheme: 'uscc', value: '91110000802100433B', name: '运营方', type: 'operator', named: true }
  await send(`${url}/api/v1/organisations`, { ...organisation, administrator: account, setupToken })
  const { token } = await send(`${url}/api/v1/sessions`, account)
  const user = { login: 'second', password: 'correct horse battery', roles: ['trader'] }
  await send(`${url}/api/v1/users`, user, { authorization: `Bearer ${String(token)}` })
}

const oneSentence = (program: Program): void => {
  expect(program.said().trim().split('\n')).toHaveLength(1)
  expect(program.said()).not.toMatch(/^\s+at /m)
}

describe('the program', () => {
  test('says all wrong settings in one sentence', async () => {
    const program = start(newFolder(), { PORT: 'eighty', LOG_LEVEL: 'loud' })
    expect(await program.ended).toBe(1)
    oneSentence(program)
    expect(program.said()).toContain('设置不正确')
    expect(program.said()).toMatch(/PORT \(eighty\): integer; LOG_LEVEL \(loud\)/)
  })

  test('says that the port is busy, and touches no data', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const port = String((other.address() as AddressInfo).port)
    const folder = newFolder()
    const program = start(folder, { PORT: port })
    expect(await program.ended).toBe(1)
    oneSentence(program)
    expect(program.said()).toContain(`PORT (${port}): another program is using this port`)
    expect(readdirSync(path.join(folder, 'data'))).toEqual([])
    other.close()
  })

  test('says that a folder cannot be written', async () => {
    const folder = newFolder()
    writeFileSync(path.join(folder, 'file'), '')
    const program = start(folder, { DATA_DIR: path.join(folder, 'file', 'data') })
    expect(await program.ended).toBe(1)
    oneSentence(program)
    expect(program.said()).toContain('DATA_DIR')
    expect(program.said()).toContain('cannot be written')
  })

  test('runs once per data folder', async () => {
    const folder = newFolder()
    await start(folder).url
    const second = start(folder)
    expect(await second.ended).toBe(1)
    oneSentence(second)
    expect(second.said()).toContain('LEDGER_LOCKED')
  })

  test('says where the ledger is damaged', async () => {
    const folder = newFolder()
    const first = start(folder)
    await writeTwoBlocks(await first.url, folder)
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    const log = path.join(folder, 'data', 'ledger', 'segments', '00000001.log')
    const bytes = readFileSync(log)
    bytes[200] = bytes[200]! ^ 1
    // A whole block follows, so that this is no torn tail.
    writeFileSync(log, bytes)
    const second = start(folder)
    expect(await second.ended).toBe(1)
    oneSentence(second)
    expect(second.said()).toMatch(/LEDGER_DAMAGED.*height 1/)
  })

  test('does not make a new master key for old data, nor start with one that others may read', async () => {
    const folder = newFolder()
    const first = start(folder)
    await first.url
    first.child.kill('SIGINT')
    expect(await first.ended).toBe(0)
    const key = path.join(folder, 'keys', 'master.key')
    for (const file of readdirSync(path.dirname(key)))
      expect(statSync(path.join(folder, 'keys', file)).mode & 0o077).toBe(0)
    chmodSync(key, 0o644)
    const open = start(folder)
    expect(await open.ended).toBe(1)
    expect(open.said()).toContain('readable by its owner only')
    rmSync(key)
    const lost = start(folder)
    expect(await lost.ended).toBe(1)
    oneSentence(lost)
    expect(lost.said()).toContain('master key of this data folder is missing')
    writeFileSync(key, Buffer.alloc(32, 7), { mode: 0o600 })
    const foreign = start(folder)
    expect(await foreign.ended).toBe(1)
    expect(foreign.said()).toContain('does not belong to this data folder')
  })

  test('finishes the request at hand, then ends with 0', async () => {
    const program = start(newFolder())
    const url = await program.url
    const body = '{"login":"nobody","password":"wrong password"}'
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': 'k',
      'content-length': String(body.length),
    }
    const sent = request(`${url}/api/v1/sessions`, { method: 'POST', headers })
    sent.write(body.slice(0, 10))
    await new Promise((resolve) => setTimeout(resolve, 300))
    program.child.kill('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 300))
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
    const answered = once(sent, 'response')
    sent.end(body.slice(10))
    const [reply] = (await answered) as [{ statusCode: number; headers: Record<string, string>; resume: () => void }]
    reply.resume()
    expect([reply.statusCode, reply.headers['connection']]).toEqual([401, 'close'])
    expect(await program.ended).toBe(0)
  })

  test('serves https with a certificate of its own that stays the same', async () => {
    const folder = newFolder()
    const first = start(folder, { HTTPS: 'self-signed' })
    expect(await first.url).toMatch(/^https:/)
    const certificate = readFileSync(path.join(folder, 'keys', 'tls.crt'), 'utf8')
    first.child.kill('SIGTERM')
    await first.ended
    const second = start(folder, { HTTPS: 'self-signed' })
    await second.url
    expect(readFileSync(path.join(folder, 'keys', 'tls.crt'), 'utf8')).toBe(certificate)
  })
})
