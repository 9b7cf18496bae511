// Backup and restore with the rows in PostgreSQL: the same backup whichever engine it is taken from or put back into.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { makeBackup } from '../src/backup/make-backup.ts'
import { makeRestore } from '../src/backup/make-restore.ts'
import type { RestoreReport } from '../src/backup/make-restore.ts'
import { markComplete } from '../src/backup/put-in-place.ts'
import { vaultPlace } from '../src/channel-places.ts'
import { loadConfig } from '../src/config.ts'
import type { Config } from '../src/config.ts'
import { openVault } from '../src/store/vault.ts'
import { logIn, openDoor, registerOperator } from './door-fixture.ts'
import { dumpVault, dumpVaultIn } from './dump-vault.ts'
import { postgresql } from './engines.ts'
import type { Stores } from './engines.ts'

const engine = postgresql(process.env.TEST_POSTGRES_URL)
const opened: Stores[] = []
const fresh = async (): Promise<Stores> => {
  const stores = await engine.open()
  opened.push(stores)
  return stores
}

let root: string
/** What the vault held when the backup was taken, and the folders of the server. */
let held: Record<string, string[]>
let home: Record<string, string>
const at = (name: string): string => path.join(root, name)

const bringBack = (config: Config): Promise<RestoreReport> =>
  makeRestore({
    ...{ config, source: at('backup'), keysSource: at('keys-backup'), login: 'operator' },
    ...{ reason: 'lost_machine', clock: Date.now },
  })

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'ectrace-backup-'))
  home = { DATA_DIR: at('data'), KEY_DIR: at('keys'), ...(await fresh()).env }
  const door = await openDoor(home)
  await registerOperator(door)
  const { headers } = await logIn(door, 'operator')
  const made = await door.post('places', { name: '总库', city: '上海' }, headers)
  expect(made.status).toBe(201)
  await makeBackup({
    ...{ config: loadConfig(home), target: at('backup'), keysTarget: at('keys-backup'), clock: Date.now },
  })
  held = await dumpVault(door.deps.vault)
  await door.end()
}, 60_000)
afterEach(() => {
  for (const name of ['new-data', 'new-keys']) rmSync(at(name), { recursive: true, force: true })
})
afterAll(async () => {
  for (const { remove } of opened) await remove()
  rmSync(root, { recursive: true, force: true })
})

/** The tables but those to which a new epoch, and logging in after it, add. */
const lasting = ({ key_use: _uses, session: _sessions, post_once: _once, ...rest }: typeof held): typeof held => rest

/** Logs in, does an act, and finds what was there before. */
const worksAt = async (env: Record<string, string>): Promise<void> => {
  const door = await openDoor(env)
  try {
    const { headers } = await logIn(door, 'operator')
    const made = await door.post('places', { name: '新库', city: '上海' }, headers)
    const { height } = made.json as { height: number }
    expect(await door.deps.projection.waitFor(height, 10_000)).toBe(true)
    const { json } = await door.get('places', headers)
    expect((json as { items: { name: string }[] }).items.map(({ name }) => name)).toEqual(['新库', '总库'])
    const uses = await door.deps.vault.selectFrom('key_use').select('id').orderBy('id').execute()
    expect(uses.map(({ id }) => id)).toEqual(uses.map((_use, i) => i + 1))
    expect(uses.length).toBeGreaterThan(held['key_use']?.length ?? 0)
  } finally {
    await door.end()
  }
}

test('a backup of a running server on PostgreSQL holds every row of the vault, in one file', async () => {
  expect(readdirSync(at('backup')).toSorted()).toEqual(['backup.json', 'ledger', 'vault.db'])
  expect(await dumpVaultIn(at('backup/vault.db'))).toEqual(held)
  expect(held['account']).toHaveLength(1)
})

test('comes back into another database, where rows are numbered on', async () => {
  const env = { DATA_DIR: at('new-data'), KEY_DIR: at('new-keys'), ...(await fresh()).env }
  const report = await bringBack(loadConfig(env))
  expect(report.finished).toBe(false)
  expect(existsSync(at('new-data/vault.db'))).toBe(false)
  expect(lasting(await dumpVaultIn(vaultPlace(loadConfig(env))))).toEqual(lasting(held))
  await worksAt(env)
}, 60_000)

test('comes back into files of SQLite as well', async () => {
  const env = { DATA_DIR: at('new-data'), KEY_DIR: at('new-keys') }
  await bringBack(loadConfig(env))
  expect(lasting(await dumpVaultIn(at('new-data/vault.db')))).toEqual(lasting(held))
  await worksAt(env)
}, 60_000)

test('is refused where a vault lies already, and nothing of that one is touched', async () => {
  const config = loadConfig({ ...home, DATA_DIR: at('new-data'), KEY_DIR: at('new-keys') })
  const faults = [{ field: 'DATABASE_URL', rule: 'a database without a schema vault, or with an empty one' }]
  await expect(bringBack(config)).rejects.toMatchObject({ code: 'SETTINGS_INVALID', details: { faults } })
  expect((await dumpVaultIn(vaultPlace(config)))['account']).toEqual(held['account'])
  expect(existsSync(at('new-data'))).toBe(false)
})

test('that was interrupted after the rows were in the database is finished by the next run', async () => {
  const env = { DATA_DIR: at('new-data'), KEY_DIR: at('new-keys'), ...(await fresh()).env }
  const config = loadConfig(env)
  // As it lies when the rows are put in and the files are not yet in place: everything is staged in files first.
  await bringBack(loadConfig({ DATA_DIR: at('staged'), KEY_DIR: at('new-keys') }))
  mkdirSync(at('new-data'))
  renameSync(at('staged'), at('new-data/restoring'))
  await markComplete(config)
  const half = await openVault(vaultPlace(config))
  await sql`insert into setting (name, value) values ('left', 'behind')`.execute(half)
  await half.destroy()
  expect(await bringBack(config)).toEqual({ finished: true, damagedBlobs: [] })
  expect(lasting(await dumpVaultIn(vaultPlace(config)))).toEqual(lasting(held))
  await worksAt(env)
}, 60_000)
