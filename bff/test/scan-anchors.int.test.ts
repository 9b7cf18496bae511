// The daily hash of the scan log: on chain by the operator or by itself, read by everybody, and what `pnpm verify` finds when rows were touched.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ScanAnchorView } from '@ectrace/shared/api/scan-views'
import { dateOfInstant, instantFromMs } from '@ectrace/shared/domain/time'
import { scanHash, scanLogStart } from '@ectrace/shared/scanning/scan-log'
import { createClient } from '@ectrace/sdk/client'
import { anchorIfDue } from '../src/commands/anchor-scans.ts'
import type { Vault } from '../src/store/vault.ts'
import { loggedIn, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { quickStart } from './quick-start.ts'
import { scanned } from './scan-fixture.ts'

const day = 86_400_000
const entry = fileURLToPath(new URL('../src/verify.ts', import.meta.url))

let demo: Demo
let codes: string[]

const today = (): string => dateOfInstant(instantFromMs(demo.door.deps.clock()))
const anchors = async (): Promise<ScanAnchorView[]> =>
  (await createClient({ url: demo.door.url }).call(endpoints.scanAnchors, { query: {} })).items
const logged = async (): Promise<{ position: number; hash: string }[]> =>
  demo.door.deps.vault.selectFrom('scan').select(['position', 'hash']).orderBy('position').execute()
const caughtUp = async (): Promise<void> => {
  const { ledger, projection } = demo.door.deps
  await projection.waitFor((await ledger.log()).height, 10_000)
}

const verify = (): Promise<{ code: number; out: string }> => {
  const { config } = demo.door.deps
  const env = {
    ...quickStart,
    ...{ PATH: process.env.PATH, DATA_DIR: config.dataDir, KEY_DIR: config.keyDir },
    ...(config.databaseUrl === undefined ? {} : { DATABASE_URL: config.databaseUrl }),
  }
  return new Promise((resolve) => {
    execFile(process.execPath, [entry, '--hashes'], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), out: stdout + stderr })
    })
  })
}

beforeAll(async () => {
  demo = await openDemo()
  const dairy = await demo.as('dairy.trader')
  const { items } = await dairy.call(endpoints.batches, { query: {} })
  const id = items.find(({ lot }) => lot === 'YL-A0121')?.id ?? ''
  codes = (await dairy.call(endpoints.codes, { params: { id }, query: { limit: 12 } })).items.map(({ path }) => path)
  for (const [who, code] of codes.entries()) await scanned(demo, code, { who })
  await scanned(demo, codes[0] ?? '', { who: 50 })
}, 60_000)
afterAll(() => demo.end())

describe('an anchor', () => {
  test('of a day that is not over, or by anybody else, is refused', async () => {
    const operator = await demo.as('platform.admin')
    const early = await refusal(operator.call(endpoints.anchorScans, { body: { day: today() } }))
    expect([early.code, early.details.faults?.[0]]).toEqual([
      'VALIDATION_FAILED',
      { field: 'day', rule: 'day.over', value: today() },
    ])
    const dairy = await demo.as('dairy.trader')
    expect((await refusal(dairy.call(endpoints.anchorScans, { body: {} }))).code).toBe('FORBIDDEN')
  })

  test('says how many scans there were up to the end of yesterday, and everybody may read it', async () => {
    const scannedOn = today()
    demo.door.shift(day)
    await scanned(demo, codes[0] ?? '', { who: 60 })
    const operator = await loggedIn(demo.door, 'platform.admin')
    const rows = await logged()
    const anchored = await operator.call(endpoints.anchorScans, { body: {} })
    expect(anchored).toMatchObject({ state: 'committed', day: scannedOn, scans: 13, head: rows[12]?.hash })
    expect(await anchors()).toEqual([
      { day: scannedOn, scans: 13, head: rows[12]?.hash, transaction: anchored.transaction, at: expect.any(String) },
    ])
    expect((await refusal(operator.call(endpoints.anchorScans, { body: {} }))).code).toBe('ALREADY_EXISTS')
  })

  test('is written by itself once there is an account for it and something new, and once only', async () => {
    const { deps } = demo.door
    demo.door.shift(day)
    await anchorIfDue(deps)
    await caughtUp()
    expect((await anchors()).length).toBe(1)
    const operator = await loggedIn(demo.door, 'platform.admin')
    const body = { login: 'platform.clockwork', password: 'demo-password', roles: ['platform' as const] }
    await operator.call(endpoints.enrolUser, { body })
    await Promise.all([anchorIfDue(deps), anchorIfDue(deps)])
    await anchorIfDue(deps)
    await caughtUp()
    expect((await anchors()).map(({ scans }) => scans)).toEqual([14, 13])
    demo.door.shift(day)
    await anchorIfDue(deps)
    expect((await deps.ledger.read('scanAnchors'))?.value).toMatchObject({ scans: 14 })
  })
})

describe('pnpm verify', () => {
  const vaultOf = (): Vault => demo.door.deps.vault
  /** As somebody would who may write the vault: a scan changed, and all hashes made anew. */
  const rewrite = async (): Promise<void> => {
    let head = scanLogStart('trace')
    for (const row of await vaultOf().selectFrom('scan').selectAll().orderBy('position').execute()) {
      const { city = row.city } = row.position === 3 ? { city: '北京' } : {}
      head = scanHash(head, { ...row, city })
      await vaultOf().updateTable('scan').set({ city, hash: head }).where('n', '=', row.n).execute()
    }
  }
  /** What it says while the vault is changed by hand. */
  const saysOf = async (edit: () => Promise<unknown>): Promise<string> => {
    const before = await vaultOf().selectFrom('scan').selectAll().execute()
    const firsts = await vaultOf().selectFrom('first_scan').selectAll().execute()
    try {
      await edit()
      return (await verify()).out
    } finally {
      await vaultOf().deleteFrom('scan').execute()
      for (const row of before) await vaultOf().insertInto('scan').values(row).execute()
      await vaultOf().deleteFrom('first_scan').execute()
      for (const row of firsts) await vaultOf().insertInto('first_scan').values(row).execute()
    }
  }

  test('finds a log that nobody touched whole', async () => {
    await scanned(demo, codes[1] ?? '', { who: 70 })
    const { code, out } = await verify()
    expect(out).toContain('the log of scans is whole: 15 scans, 14 of them anchored by 2 anchors')
    expect(code).toBe(0)
  })

  test('names a row that was changed', async () => {
    const said = await saysOf(() =>
      vaultOf().updateTable('scan').set({ city: '北京' }).where('position', '=', 5).execute(),
    )
    expect(said).toMatch(/STATE_DIGEST_MISMATCH .*changed.* scan, 键 key 5/)
  })
  test('names a row that was taken out', async () => {
    const said = await saysOf(() => vaultOf().deleteFrom('scan').where('position', '=', 7).execute())
    expect(said).toMatch(/missing .*key 7/)
  })
  test('notices that the end of what was anchored is gone', async () => {
    const said = await saysOf(() => vaultOf().deleteFrom('scan').where('position', '>=', 13).execute())
    expect(said).toMatch(/anchored for .* are missing .*key 13/)
  })
  test('notices a log whose hashes were all made anew after a change', async () => {
    const said = await saysOf(() => rewrite())
    expect(said).toMatch(/one of the scans 0 to 12 is not the one that was anchored/)
  })
  test('notices that the first scan of a code was changed, or a scan after the last anchor taken away', async () => {
    const [code = ''] = codes
    const first = await saysOf(() =>
      vaultOf().updateTable('first_scan').set({ at: 1 }).where('path', '=', code).execute(),
    )
    expect(first).toContain(code)
    const last = await saysOf(() => vaultOf().deleteFrom('scan').where('position', '=', 14).execute())
    expect(last).toContain(codes[1] ?? '')
  })
})
