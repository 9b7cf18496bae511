// The demo as one seeding left it: where a run of the tests made it once, every door begins with a copy instead of seeding anew.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { DemoView } from '@ectrace/shared/api/views'
import { seed } from '@ectrace/demo/seed'
import { setupTokenFile } from '../src/identity/bootstrap.ts'
import { openDoor } from './door-fixture.ts'
import type { Door, DoorPlaces } from './door-fixture.ts'
import { administer, copyDatabase, postgresql, sqlite } from './engines.ts'
import type { TestEngine } from './engines.ts'

export const demoPassword = 'demo-password'

/** `database`: the address of a PostgreSQL database that nobody is connected to; without it the rows are among the data. */
type Seeded = { note: DemoView; folder: string; database?: string }

const kept = ['data', 'keys'] as const

/** Seeds an empty door through its public API. */
export const seedDoor = (door: Door): Promise<DemoView> => {
  const setupToken = readFileSync(setupTokenFile(door.keyDir), 'utf8').trim()
  return seed({ url: door.url, password: demoPassword, setupToken })
}

const noteFile = (folder: string): string => path.join(folder, 'seeded.json')

const makeSeeded = async (folder: string, engine: TestEngine): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  // Its rows stay until `removeAllSeeded`.
  const stores = await engine.open()
  const [DATA_DIR, KEY_DIR] = kept.map((name) => path.join(folder, name)) as [string, string]
  const door = await openDoor({ ...stores.env, DATA_DIR, KEY_DIR, RATE_FACTOR: '1000' }, engine)
  const note = await seedDoor(door)
  await door.end()
  const database = stores.env['DATABASE_URL']
  writeFileSync(noteFile(folder), JSON.stringify({ note, folder, ...(database !== undefined && { database }) }))
}

const folderOf = (folder: string, databaseUrl: string | undefined): string =>
  path.join(folder, databaseUrl === undefined ? 'sqlite' : 'postgresql')

const readSeeded = (folder: string): Seeded | undefined =>
  existsSync(noteFile(folder)) ? (JSON.parse(readFileSync(noteFile(folder), 'utf8')) as Seeded) : undefined

/** Seeds once for each engine; `server`: the address of a PostgreSQL, if there is one. */
export const makeAllSeeded = async (folder: string, server: string | undefined): Promise<void> => {
  await makeSeeded(folderOf(folder, undefined), sqlite)
  if (server !== undefined) await makeSeeded(folderOf(folder, server), postgresql(server))
}

/** Takes away what `makeAllSeeded` left. */
export const removeAllSeeded = async (folder: string, server: string | undefined): Promise<void> => {
  const { database } = readSeeded(folderOf(folder, server)) ?? {}
  if (server !== undefined && database !== undefined) {
    await administer(server, `drop database if exists ${new URL(database).pathname.slice(1)} with (force)`)
  }
  rmSync(folder, { recursive: true, force: true })
}

/** What the run of the tests seeded for doors that keep their rows there; undefined when it seeded nothing. */
export const seededFor = (databaseUrl: string | undefined): Seeded | undefined => {
  const folder = process.env['TEST_SEEDED']
  return folder === undefined ? undefined : readSeeded(folderOf(folder, databaseUrl))
}

/** Fills the empty places of a door that has not started. */
export const fillFrom = async (seeded: Seeded, { dataDir, keyDir, databaseUrl }: DoorPlaces): Promise<void> => {
  cpSync(path.join(seeded.folder, 'data'), dataDir, { recursive: true })
  cpSync(path.join(seeded.folder, 'keys'), keyDir, { recursive: true })
  if (databaseUrl !== undefined && seeded.database !== undefined) await copyDatabase(seeded.database, databaseUrl)
}
