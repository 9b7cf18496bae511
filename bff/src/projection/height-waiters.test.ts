// Readers that wait for a height.
import { describe, expect, test } from '@jest/globals'
import { heightWaiters } from './height-waiters.ts'

describe('waiting for a height', () => {
  test('ends at once when it is there', async () => {
    expect(await heightWaiters().wait(3, 3, 10_000)).toBe(true)
  })

  test('ends for those whose height is reached, not for the others', async () => {
    const waiters = heightWaiters()
    const both = [waiters.wait(4, 3, 10_000), waiters.wait(5, 3, 30)]
    waiters.reached(4)
    expect(await Promise.all(both)).toEqual([true, false])
  })

  test('ends for everybody when the projection stops', async () => {
    const waiters = heightWaiters()
    const waiting = [waiters.wait(4, 3, 10_000), waiters.wait(9, 3, 10_000)]
    waiters.giveUp()
    expect(await Promise.all(waiting)).toEqual([false, false])
  })
})
