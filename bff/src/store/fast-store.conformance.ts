// How every fast store behaves, whether in this process or in Redis.
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { FastStore } from './fast-store.ts'

/** Runs the suite over a store that is empty at first. */
export const fastStoreConformance = (name: string, openStore: () => Promise<FastStore>): void => {
  describe(`the fast store ${name}`, () => {
    let store: FastStore
    beforeAll(async () => {
      store = await openStore()
    })
    afterAll(() => store.close())

    test('allows as many hits in a window as the limit says, then says how long to wait', async () => {
      const hits = []
      for (let n = 0; n < 5; n++) hits.push(await store.hit('rate:a', 60, 3))
      expect(hits.map(({ allowed }) => allowed)).toEqual([true, true, true, false, false])
      expect(hits[0]).toEqual({ allowed: true, retryAfter: 0 })
      expect(hits[4]?.retryAfter).toBeGreaterThan(55)
      expect(hits[4]?.retryAfter).toBeLessThanOrEqual(60)
    })

    test('counts each key by itself, and hits at once are all counted', async () => {
      const [a, b] = await Promise.all([store.hit('rate:b', 60, 1), store.hit('rate:c', 60, 1)])
      expect([a.allowed, b.allowed]).toEqual([true, true])
      const together = await Promise.all(Array.from({ length: 20 }, () => store.hit('rate:d', 60, 7)))
      expect(together.filter(({ allowed }) => allowed)).toHaveLength(7)
    })

    test('begins a new window when the old one has ended', async () => {
      expect((await store.hit('rate:e', 1, 1)).allowed).toBe(true)
      expect((await store.hit('rate:e', 1, 1)).allowed).toBe(false)
      await wait(1_100)
      expect((await store.hit('rate:e', 1, 1)).allowed).toBe(true)
    })

    test('gives back what was set, replaces it, and forgets it when deleted', async () => {
      expect(await store.get('value')).toBeUndefined()
      await store.set('value', '一', 60)
      await store.set('value', '{"二":2}', 60)
      expect(await store.get('value')).toBe('{"二":2}')
      await store.del('value')
      expect(await store.get('value')).toBeUndefined()
    })

    test('forgets a value when its time is over', async () => {
      await store.set('short', 'x', 1)
      expect(await store.get('short')).toBe('x')
      await wait(1_100)
      expect(await store.get('short')).toBeUndefined()
    })

    test('keeps an empty text apart from nothing', async () => {
      await store.set('empty', '', 60)
      expect(await store.get('empty')).toBe('')
    })
  })
}
