// What log-pins.ts promises: the key of every channel is learnt once, and each log has a memory of its own.
import { expect, test } from '@jest/globals'
import { formatVerifierKey, makeVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { createLogPins } from './log-pins'

const originOf = (n: number, epoch = 1): string => `ectrace/${String(n).repeat(32)}/${String(epoch)}`
/** RFC 8032 §7.1, test 1. */
const publicKey = Uint8Array.from(
  (/../g[Symbol.match]('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a') ?? []).map((byte) =>
    parseInt(byte, 16),
  ),
)
const keyOf = (n: number): string => formatVerifierKey(makeVerifierKey(originOf(n), publicKey))
const pinOf = (n: number, size: number) => ({
  verifierKey: keyOf(n),
  size,
  root: 'ab'.repeat(32),
  time: '2026-03-01T08:00:01.000Z',
})

const device = (answers: readonly string[], buildKeys: readonly string[] = []) => {
  const stored = new Map<string, unknown>()
  const state = { asked: 0 }
  const open = () =>
    createLogPins({
      buildKeys,
      read: (part) => stored.get(part),
      write: (part, value) => {
        if (value === undefined) stored.delete(part)
        else stored.set(part, value)
      },
      askKeys: () => {
        state.asked += 1
        return Promise.resolve(answers)
      },
    })
  return { stored, state, open }
}

test('all keys are learnt on the first use, and each log keeps its own pin over a restart', async () => {
  const { state, open } = device([keyOf(1), keyOf(2)])
  const logs = open()
  expect(await logs.home.trusted()).toEqual({ verifierKey: keyOf(1), source: 'device' })
  logs.of(originOf(2)).keep(pinOf(2, 7))
  logs.of(originOf(1)).keep(pinOf(1, 9))
  const later = open()
  expect(later.of(originOf(2)).known()).toEqual({ verifierKey: keyOf(2), pin: pinOf(2, 7), source: 'device' })
  expect(later.home.known()?.pin?.size).toBe(9)
  expect(state.asked).toBe(1)
})

test('a later epoch of a log finds the same memory', async () => {
  const logs = device([keyOf(1), keyOf(2)]).open()
  await logs.home.trusted()
  expect(logs.of(originOf(2, 3))).toBe(logs.of(originOf(2)))
})

test('a log that came after the first use is measured against the known one, and so refused', async () => {
  const { open, state } = device([keyOf(1)])
  const logs = open()
  await logs.home.trusted()
  expect(logs.of(originOf(3))).toBe(logs.home)
  expect(state.asked).toBe(1)
})

test('keys that came with the app are all there is, and nobody is asked', () => {
  const { open, state } = device([keyOf(9)], [keyOf(1), keyOf(2)])
  const logs = open()
  expect(logs.of(originOf(2)).known()).toEqual({ verifierKey: keyOf(2), source: 'build' })
  expect(logs.of(originOf(9))).toBe(logs.home)
  expect(state.asked).toBe(0)
})

test('forgetting makes the next use a first use for every log', async () => {
  const answers = [keyOf(1), keyOf(2)]
  const { open, stored } = device(answers)
  const logs = open()
  await logs.home.trusted()
  logs.of(originOf(2)).keep(pinOf(2, 7))
  logs.forget()
  expect([...stored.keys()]).toEqual([])
  answers.splice(1, 1, keyOf(3))
  await logs.home.trusted()
  expect(logs.of(originOf(3)).known()).toEqual({ verifierKey: keyOf(3), source: 'device' })
  expect(logs.of(originOf(2))).toBe(logs.home)
})

test('what is no list of keys in storage counts for nothing', () => {
  const { open, stored } = device([keyOf(1)])
  stored.set('others', ['nonsense'])
  expect(open().of(originOf(2))).toBeDefined()
  stored.set('others', 7)
  expect(open().of(originOf(2)).known()).toBeUndefined()
})
