import { describe, expect, test } from '@jest/globals'
import vectors from '@ectrace/shared/vectors/record.json' with { type: 'json' }
import epoch from '@ectrace/shared/vectors/epoch.json' with { type: 'json' }
import { createLogPin } from './log-pin'

const { verifierKey } = vectors
const pin = { verifierKey, size: 7, root: 'ab'.repeat(32), time: '2026-03-01T08:00:01.000Z' }

/** A device: what it stores, and how often it asked the server for the key. */
const device = (stored?: unknown, answer: () => Promise<string> = () => Promise.resolve(verifierKey)) => {
  const state = { stored, asked: 0 }
  const open = (buildKey = '') =>
    createLogPin({
      buildKey,
      read: () => state.stored,
      write: (value) => (state.stored = value),
      askKey: () => {
        state.asked += 1
        return answer()
      },
    })
  return { state, open }
}

test('the key is asked for once ever, also when several pages want it at once and after a restart', async () => {
  const { state, open } = device()
  const first = open()
  expect(first.known()).toBeUndefined()
  const [a, b] = await Promise.all([first.trusted(), first.trusted()])
  expect(a).toEqual({ verifierKey, source: 'device' })
  expect(b).toEqual(a)
  first.keep(pin)
  expect(await open().trusted()).toEqual({ verifierKey, pin, source: 'device' })
  expect(state.asked).toBe(1)
})

test('a server that was not reached is asked again, and a key that is none is refused and not kept', async () => {
  let answers = 0
  const { state, open } = device(undefined, () =>
    answers++ === 0 ? Promise.reject(new Error('offline')) : Promise.resolve('log+00000000+AAAA'),
  )
  const log = open()
  await expect(log.trusted()).rejects.toThrow('offline')
  await expect(log.trusted()).rejects.toMatchObject({ code: 'CHECKPOINT_MALFORMED' })
  expect(state.stored).toBeUndefined()
  expect(log.known()).toBeUndefined()
})

test('the pin moves forward only, and only under its own key', () => {
  const { open } = device({ verifierKey, pin })
  const log = open()
  log.keep({ ...pin, size: 6 })
  log.keep({ ...pin, size: 9, verifierKey: 'another' })
  expect(log.known()?.pin).toEqual(pin)
  log.keep({ ...pin, size: 9 })
  expect(log.known()?.pin?.size).toBe(9)
})

test('a key that came with the app needs no server, and outranks what was learnt before', async () => {
  const { state, open } = device({ verifierKey: 'learnt' })
  const log = open(verifierKey)
  expect(await log.trusted()).toEqual({ verifierKey, source: 'build' })
  expect(state.asked).toBe(0)
  log.forget()
  expect(log.known()).toEqual({ verifierKey, source: 'build' })
})

test('forgetting makes the next use a first use', async () => {
  const { state, open } = device({ verifierKey, pin })
  const log = open()
  log.forget()
  expect(state.stored).toBeUndefined()
  expect(await log.trusted()).toEqual({ verifierKey, source: 'device' })
})

describe('what storage holds is unknown until it was checked', () => {
  test.each([
    ['a text', 'hello'],
    ['no key', { verifierKey: 'x' }],
    ['a pin of another key', { verifierKey, pin: { ...pin, verifierKey: 'x' } }],
    ['a pin with half a root', { verifierKey, pin: { ...pin, root: 'ab' } }],
    ['a pin before the beginning', { verifierKey, pin: { ...pin, size: -1 } }],
    ['more than was ever written', { verifierKey, pin, more: 1 }],
  ])('%s counts for nothing', (_what, stored) => {
    expect(device(stored).open().known()).toBeUndefined()
  })
})

describe('after a restore', () => {
  const { from, to, size, root } = epoch.endorsement
  const stranger = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
  const time = '2026-03-01T08:00:01.000Z'
  const pinOf = (key: string, at: number) => ({ verifierKey: key, size: at, root: 'ab'.repeat(32), time })

  test('the known key leads to the new one; what was lost is told and nothing is stored before the check', () => {
    const { state, open } = device({ verifierKey: from, pin: pinOf(from, 10) })
    const log = open()
    expect(log.moved(to, [epoch.note])).toEqual({
      ...{ verifierKey: to, source: 'device', pin: { verifierKey: to, size, root, time } },
      restored: { origin: 'ectrace.example/7k2mq3/2', lostFrom: 8, lostTo: 12, seen: true },
    })
    expect(state.stored).toMatchObject({ verifierKey: from })
    log.keep(pinOf(to, 9))
    expect(open().known()).toEqual({ verifierKey: to, source: 'device', pin: pinOf(to, 9) })
  })

  test('a key that came with the app is left only over its own word, which is remembered', () => {
    const { open } = device()
    const log = open(from)
    expect(log.moved(to, [epoch.note])).toEqual({ verifierKey: to, source: 'build' })
    log.keep(pinOf(to, 9))
    expect(open(from).known()?.verifierKey).toBe(to)
    expect(open(stranger).known()?.verifierKey).toBe(stranger)
  })

  test('a key that nobody known has named is another log', () => {
    const { open } = device({ verifierKey: stranger })
    for (const log of [open(), device().open()])
      expect(() => log.moved(to, [epoch.note])).toThrow(expect.objectContaining({ code: 'CHECKPOINT_WRONG_LOG' }))
    const log = open()
    log.keep(pinOf(to, 9))
    expect(log.known()?.verifierKey).toBe(stranger)
  })
})
