import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import { openVault } from '../store/vault.ts'
import type { Vault } from '../store/vault.ts'
import { once } from './once.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-once-'))
let vault: Vault
let now = 1_000
const clock = (): number => now
beforeAll(async () => {
  vault = await openVault(path.join(folder, 'vault.db'))
})
afterAll(async () => {
  await vault.destroy()
  rmSync(folder, { recursive: true })
})
const asked = (key: string, request = 'r1', scope = 'anna') => ({ route: 'POST /sessions', scope, key, request })

describe('a POST that writes no transaction', () => {
  test('is done once; a repeat gets the first outcome', async () => {
    let runs = 0
    const work = () => Promise.resolve(`session ${String(++runs)}`)
    expect(await once({ vault, clock }, asked('a'), work)).toEqual({ repeated: false, outcome: 'session 1' })
    expect(await once({ vault, clock }, asked('a'), work)).toEqual({ repeated: true, outcome: 'session 1' })
    expect(await once({ vault, clock }, asked('a', 'r1', 'ben'), work)).toEqual({
      repeated: false,
      outcome: 'session 2',
    })
    expect(runs).toBe(2)
  })

  test('with another body under the same key is refused', async () => {
    await once({ vault, clock }, asked('b'), () => Promise.resolve('x'))
    const other = once({ vault, clock }, asked('b', 'r2'), () => Promise.resolve('y'))
    await expect(other).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' })
  })

  test('that fails may be repeated', async () => {
    const failing = once({ vault, clock }, asked('c'), () => Promise.reject(new AppError('BAD_CREDENTIALS')))
    await expect(failing).rejects.toMatchObject({ code: 'BAD_CREDENTIALS' })
    expect(await once({ vault, clock }, asked('c', 'r2'), () => Promise.resolve('z'))).toEqual({
      repeated: false,
      outcome: 'z',
    })
  })

  test('sent twice at the same moment runs once', async () => {
    let runs = 0
    let finish = (): void => undefined
    const slow = (): Promise<number> =>
      new Promise((resolve) => {
        runs++
        finish = () => resolve(7)
      })
    const first = once({ vault, clock }, asked('d'), slow)
    await expect(once({ vault, clock }, asked('d'), slow)).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    finish()
    expect(await first).toEqual({ repeated: false, outcome: 7 })
    expect(runs).toBe(1)
  })

  test('whose first try died with the process may be repeated a minute later', async () => {
    const row = { route: 'POST /sessions', key: 'anna|f', request: 'r1', outcome: null, created_at: now }
    await vault.insertInto('post_once').values(row).execute()
    const again = () => once({ vault, clock }, asked('f'), () => Promise.resolve(3))
    await expect(again()).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    now += 60_001
    expect(await again()).toEqual({ repeated: false, outcome: 3 })
  })

  test('is forgotten after a day', async () => {
    await once({ vault, clock }, asked('e'), () => Promise.resolve(1))
    now += 86_400_001
    expect(await once({ vault, clock }, asked('e', 'r9'), () => Promise.resolve(2))).toEqual({
      repeated: false,
      outcome: 2,
    })
  })
})
