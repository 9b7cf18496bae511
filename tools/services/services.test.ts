// Services named by an address are used or reported as absent, never replaced; our own end when they are stopped.
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openPostgres } from './postgres.ts'
import { openRedis } from './redis.ts'
import { ask, freePort } from './service.ts'

const speaker = createServer((socket) => {
  socket.on('data', (question) => socket.end(question.toString().startsWith('PING') ? '+PONG\r\n' : 'N'))
})
let port = 0

beforeAll(async () => {
  await new Promise<void>((resolve) => speaker.listen(0, '127.0.0.1', resolve))
  port = (speaker.address() as AddressInfo).port
})
afterAll(() => {
  speaker.close()
})

test('a named service that answers is used as it is', async () => {
  const redis = `redis://127.0.0.1:${port}/3`
  const postgres = `postgres://somebody@127.0.0.1:${port}/db`
  expect((await openRedis(redis))?.url).toBe(redis)
  expect((await openPostgres(postgres))?.url).toBe(postgres)
})

test('a named service that does not answer is absent', async () => {
  const closed = await freePort()
  expect(await openRedis(`redis://127.0.0.1:${closed}`)).toBeUndefined()
  expect(await openPostgres(`postgres://somebody@127.0.0.1:${closed}/db`)).toBeUndefined()
})

test('asking a silent port gives nothing', async () => {
  expect(await ask('127.0.0.1', await freePort(), 'PING\r\n')).toBeUndefined()
})
