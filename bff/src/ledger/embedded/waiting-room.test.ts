// The limits of the sequencer's waiting room.
import { describe, expect, test } from '@jest/globals'
import { openWaitingRoom, roomLimits } from './waiting-room.ts'
import type { Place, WaitingRoom } from './waiting-room.ts'

const { all, caller } = roomLimits
const megabyte = 1024 * 1024

const enter = (room: WaitingRoom, who: string, bytes: number): Place => {
  const place = room.enter(bytes)
  try {
    place.claim(who)
    return place
  } catch (error) {
    place.leave()
    throw error
  }
}

describe('the waiting room', () => {
  test('one caller gets a part of it; the others find room, and so does that caller when something left', () => {
    const room = openWaitingRoom()
    const places = Array.from({ length: caller.transactions }, () => enter(room, 'a', 1_000))
    expect(() => enter(room, 'a', 1_000)).toThrow(
      expect.objectContaining({
        code: 'RATE_LIMITED',
        details: { waiting: caller.transactions, bytes: caller.transactions * 1_000, retryAfter: 1 },
      }),
    )
    expect(() => enter(room, 'b', 1_000)).not.toThrow()
    places[0]?.leave()
    expect(() => enter(room, 'a', 1_000)).not.toThrow()
  })

  test('counts bytes as well: sixteen of a megabyte are all that one caller may have waiting', () => {
    const room = openWaitingRoom()
    for (let i = 0; i < caller.bytes / megabyte; i++) enter(room, 'a', megabyte)
    expect(() => enter(room, 'a', 1)).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }))
  })

  test('full in count or in bytes it is busy for everybody, with the seconds to wait, whoever they are', () => {
    const [many, large] = [openWaitingRoom(), openWaitingRoom()]
    for (let i = 0; i < all.transactions; i++) many.enter(10)
    for (let i = 0; i < all.bytes / megabyte; i++) enter(large, `caller ${i % 8}`, megabyte)
    for (const room of [many, large])
      expect(() => room.enter(1)).toThrow(
        expect.objectContaining({ code: 'LEDGER_BUSY', details: expect.objectContaining({ retryAfter: 1 }) }),
      )
  })

  test('a place that nobody has claimed is free again when it is left', () => {
    const room = openWaitingRoom()
    const places = Array.from({ length: all.transactions }, () => room.enter(10))
    places[0]?.leave()
    expect(() => room.enter(10)).not.toThrow()
  })
})
