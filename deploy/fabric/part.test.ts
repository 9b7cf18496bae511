// A part is started once, found again by its record, ended for sure; a stranger with its number is left alone.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../tools/services/daemon.ts'
import { waitUntil } from '../../tools/services/service.ts'
import { createPart, endRecorded } from './part.ts'
import type { PartSpec } from './part.ts'
import { choosePorts, isFree } from './ports.ts'
import { isSame, processIdentity, startTimeIn } from './process-identity.ts'

let folder = ''
let port = 0

beforeAll(async () => {
  folder = temporaryFolder('part')
  port = (await choosePorts(1))[0] ?? 0
})
afterAll(() => rmSync(folder, { recursive: true }))

const listening = (more = ''): string => `require('node:net').createServer().listen(${port}, '127.0.0.1'); ${more}`

const specOf = (name: string, script: string): PartSpec => ({
  name,
  program: process.execPath,
  args: ['-e', script],
  env: {},
  ports: [port],
  folder: path.join(folder, name),
  log: path.join(folder, `${name}.log`),
  record: path.join(folder, `${name}.json`),
})

test('a part is up when it answers, is not started twice, and its port is free after the end', async () => {
  const spec = specOf('server', listening())
  const part = createPart(spec, false)
  expect(part.pid).toBeUndefined()
  await part.start()
  const { pid } = part
  expect(pid).toBeGreaterThan(0)
  const found = createPart(spec, false)
  await found.start()
  expect(found.pid).toBe(pid)
  await found.stop()
  expect(part.pid).toBeUndefined()
  expect(await isFree(port)).toBe(true)
  await part.start()
  await part.kill()
  expect(await isFree(port)).toBe(true)
  expect(existsSync(spec.record)).toBe(false)
})

test('a part that ends at once is told with the end of its log', async () => {
  const start = createPart(specOf('broken', "console.error('the settings are wrong'); process.exit(2)"), false).start()
  await expect(start).rejects.toMatchObject({
    code: 'FABRIC_PART_ENDED',
    message: expect.stringContaining('the settings are wrong'),
  })
})

test('a program that cannot be started is a fault, not a crash', async () => {
  const part = createPart({ ...specOf('absent', ''), program: path.join(folder, 'no-such-program') }, false)
  await expect(part.start()).rejects.toMatchObject({ code: 'FABRIC_PART_ENDED' })
})

test('a port that another program holds is named', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
  const part = createPart(specOf('late', listening()), false)
  await expect(part.start()).rejects.toMatchObject({
    code: 'FABRIC_PORT_TAKEN',
    message: expect.stringContaining(String(port)),
  })
  await new Promise((resolve) => other.close(resolve))
})

test('a part ends with the process that started it, also when that was killed', async () => {
  const spec = specOf('orphan', listening())
  const script = `import { createPart } from ${JSON.stringify(path.join(import.meta.dirname, 'part.ts'))}
    await createPart(${JSON.stringify(spec)}, false).start()
    process.kill(process.pid, 'SIGKILL')`
  const starter = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
  const [, signal] = (await once(starter, 'exit')) as [unknown, string]
  expect(signal).toBe('SIGKILL')
  expect(await waitUntil(() => isFree(port), 30)).toBe(true)
  expect(createPart(spec, false).pid).toBeUndefined()
})

test('a process that has the recorded number and is another one is left alone', async () => {
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' })
  const pid = stranger.pid ?? 0
  const spec = specOf('old', '')
  writeFileSync(spec.record, JSON.stringify({ pid, identity: '12345 /somewhere/peer node start' }))
  await endRecorded(spec, true)
  expect(stranger.exitCode).toBeNull()
  expect(processIdentity(pid)).toContain('setInterval')
  expect(existsSync(spec.record)).toBe(false)
  stranger.kill('SIGKILL')
})

test('a process is the same while number, start and command are', () => {
  const identity = processIdentity(process.pid) ?? ''
  expect(isSame({ pid: process.pid, identity })).toBe(true)
  expect(isSame({ pid: process.pid, identity: `${identity} more` })).toBe(false)
  expect(isSame({ pid: process.ppid, identity })).toBe(false)
})

test('the start time is found after a name with blanks and parentheses, and a zombie has none', () => {
  const rest = '1 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 998877 1000 200'
  expect(startTimeIn(`42 (peer) (x y) S ${rest}`)).toBe('998877')
  expect(startTimeIn(`42 (peer) Z ${rest}`)).toBeUndefined()
})
