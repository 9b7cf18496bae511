// Notices over restarts: a first start on an old chain floods nobody, and what a crash left untold is told once.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openDemo } from './demo-fixture.ts'
import { openDoor } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-notices-'))
const env = { DATA_DIR: path.join(folder, 'data'), KEY_DIR: path.join(folder, 'keys') }
let told: string[]

const refsIn = async ({ deps }: Door): Promise<string[]> => {
  expect(await deps.noticing.waitFor((await deps.ledger.log()).height, 10_000)).toBe(true)
  const rows = await deps.vault.selectFrom('notice').select(['organisation', 'ref', 'kind', 'details']).execute()
  return rows.map((row) => JSON.stringify(row)).sort()
}

beforeAll(async () => {
  const demo = await openDemo(env)
  told = await refsIn(demo.door)
  await demo.end()
}, 60_000)
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('the seeded trades were told of', () => {
  expect(told.length).toBeGreaterThan(10)
  expect(new Set(told).size).toBe(told.length)
})

test('a start on a chain that was never told of begins at its end', async () => {
  const door = await openDoor(env)
  await refsIn(door)
  await door.deps.vault.deleteFrom('notice').execute()
  await door.deps.vault.deleteFrom('notice_cursor').execute()
  await door.end()
  const again = await openDoor(env)
  expect(await refsIn(again)).toEqual([])
  await again.end()
})

test('what was committed and not told of before a crash is told after it, the same and once', async () => {
  const door = await openDoor(env)
  await door.deps.vault.updateTable('notice_cursor').set({ leaf_index: -1 }).execute()
  await door.end()
  const again = await openDoor(env)
  expect(await refsIn(again)).toEqual(told)
  await again.deps.vault.updateTable('notice_cursor').set({ leaf_index: 3 }).execute()
  await again.end()
  const third = await openDoor(env)
  expect(await refsIn(third)).toEqual(told)
  await third.end()
})

test('a chain that was put back to an earlier state is told of from its end on', async () => {
  const door = await openDoor(env)
  const { size } = await door.deps.ledger.log()
  await door.deps.vault
    .updateTable('notice_cursor')
    .set({ leaf_index: size + 100 })
    .execute()
  await door.end()
  const again = await openDoor(env)
  await refsIn(again)
  const row = await again.deps.vault.selectFrom('notice_cursor').select('leaf_index').executeTakeFirst()
  expect(row?.leaf_index).toBe(size - 1)
  await again.end()
})
