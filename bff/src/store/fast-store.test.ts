// The fast store in memory of this process, and what becomes of the one in Redis when Redis goes away.
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { boundedStore } from './bounded-store.ts'
import { fastStoreConformance } from './fast-store.conformance.ts'
import { openFastStore } from './fast-store.ts'

fastStoreConformance('in this process', () => openFastStore(undefined))

describe('the fast store when Redis is away', () => {
  test('works from memory when nobody listens, and closes', async () => {
    const store = await openFastStore('redis://127.0.0.1:1/0')
    await store.set('key', 'value', 60)
    expect(await store.get('key')).toBe('value')
    expect((await store.hit('rate', 60, 1)).allowed).toBe(true)
    expect((await store.hit('rate', 60, 1)).allowed).toBe(false)
    await store.del('key')
    expect(await store.get('key')).toBeUndefined()
    await store.close()
  })

  test('answers from memory within half a second when Redis accepts and then says nothing', async () => {
    const sockets = new Set<Socket>()
    // Answers the greeting, so that the client counts as ready, and nothing after it.
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('data', (data) => {
        const commands = data.toString().toLowerCase()
        if (commands.includes('info')) socket.write('$15\r\nredis_version:7\r\n')
        else if (!commands.includes('eval')) socket.write('+OK\r\n')
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const store = await openFastStore(`redis://127.0.0.1:${(server.address() as AddressInfo).port}/0`)
    await wait(300)
    const started = performance.now()
    expect(await store.hit('rate', 60, 5)).toEqual({ allowed: true, retryAfter: 0 })
    expect(performance.now() - started).toBeLessThan(500)
    await store.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
})

describe('the fast store in this process', () => {
  test('is bounded: the least recently used goes first', async () => {
    const store = boundedStore(3)
    for (const key of ['a', 'b', 'c']) await store.set(key, key, 60)
    await store.get('a')
    await store.set('d', 'd', 60)
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => store.get(key)))).toEqual(['a', undefined, 'c', 'd'])
  })

  test('goes by the clock that it is given', async () => {
    let now = 1_000
    const store = boundedStore(10, () => now)
    await store.hit('rate', 10, 1)
    now += 9_500
    expect(await store.hit('rate', 10, 1)).toEqual({ allowed: false, retryAfter: 1 })
    now += 500
    expect(await store.hit('rate', 10, 1)).toEqual({ allowed: true, retryAfter: 0 })
  })
})
