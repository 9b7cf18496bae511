// The limits of the sequencer's waiting room.
import { describe, expect, test } from '@jest/globals'
import { openWaitingRoom, roomLimits } from './waiting-room.ts'

const { all, caller } = roomLimits
const megabyte = 1024 * 1024

describe('the waiting room', () => {
  test('one caller gets a part of it; the others find room, and so does that caller when something left', () => {
    const room = openWaitingRoom()
    const leave = Array.from({ length: caller.transactions }, () => room.enter('a', 1_000))
    expect(() => room.enter('a', 1_000)).toThrow(
      expect.objectContaining({
        code: 'RATE_LIMITED',
        details: { waiting: caller.transactions, bytes: caller.transactions * 1_000, retryAfter: 1 },
      }),
    )
    expect(() => room.enter('b', 1_000)).not.toThrow()
    leave[0]?.()
    expect(() => room.enter('a', 1_000)).not.toThrow()
  })

  test('counts bytes as well: sixteen of a megabyte are all that one caller may have waiting', () => {
    const room = openWaitingRoom()
    for (let i = 0; i < caller.bytes / megabyte; i++) room.enter('a', megabyte)
    expect(() => room.enter('a', 1)).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }))
  })

  test('full in count or in bytes it is busy for everybody, with the seconds to wait', () => {
    const [many, large] = [openWaitingRoom(), openWaitingRoom()]
    for (let i = 0; i < all.transactions; i++) many.enter(`caller ${i % 8}`, 10)
    for (let i = 0; i < all.bytes / megabyte; i++) large.enter(`caller ${i % 8}`, megabyte)
    expect(() => many.check()).toThrow(expect.objectContaining({ code: 'LEDGER_BUSY' }))
    expect(() => large.check()).not.toThrow()
    for (const room of [many, large])
      expect(() => room.enter('new', 1)).toThrow(
        expect.objectContaining({ code: 'LEDGER_BUSY', details: expect.objectContaining({ retryAfter: 1 }) }),
      )
  })
})
