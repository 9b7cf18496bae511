// A running installation moves from the embedded ledger to a real Fabric network: `pnpm migrate:fabric`, and on with the same people,
// the same trades, the same tree. What readers saved before still proves what it proved.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { verifyProofCommand } from '@ectrace/sdk/proof-command'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { LogView } from '@ectrace/shared/api/views'
import { hexDecode } from '@ectrace/shared/proof/bytes'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { verifyConsistency } from '@ectrace/shared/proof/merkle'
import { makeProofFile } from '@ectrace/shared/proof/proof-file'
import type { MigrationReport } from '../src/ledger/fabric/migrate.ts'
import { openFabricSite } from './fabric-site.ts'
import type { FabricSite } from './fabric-site.ts'
import { newHome, removeHome, startProgram, verifyHome } from './kill-program.ts'
import type { Home, Program } from './kill-program.ts'
import { makeWorld, password } from './kill-world.ts'
import type { World } from './kill-world.ts'

const entry = fileURLToPath(new URL('../src/migrate-fabric.ts', import.meta.url))

type Said = { code: number | null; out: string; err: string }

describe('an installation that moves to Fabric', () => {
  let site: FabricSite
  let home: Home
  let world: World
  let program: Program
  let buyer: Client
  let before: LogView
  const saved: string[] = []
  let report: string

  const log = (): Promise<LogView> => createClient({ url: home.url }).call(endpoints.log, {})
  const receive = async (no: string) => {
    const [lane] = world.lanes.filter((one) => one.no === no)
    if (lane === undefined) throw new Error(`no trade ${no}`)
    const { product, lot } = lane
    const line = { line: 1, product, lot, unit: 'LTR', accepted: '1', rejected: '0', missing: '0' } as const
    const body = { kind: 'partial' as const, place: world.place, lines: [line] }
    return buyer.call(endpoints.confirmReceipt, { params: { no }, body })
  }
  const migrate = async (): Promise<Said> => {
    const env = { ...{ DATA_DIR: home.dataDir, KEY_DIR: home.keyDir }, ...fabricSettings() }
    const child = spawn(process.execPath, [entry, '--as', 'operator.admin', '--report', report], { env })
    const said: Said = { code: null, out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
    const [code] = (await once(child, 'close')) as [number | null]
    return { ...said, code }
  }
  const fabricSettings = () => ({ LEDGER: 'fabric', FABRIC_PROFILE: site.profile('org1') })
  const start = async (): Promise<void> => {
    program = startProgram(home)
    await program.ready
    buyer = createClient({ url: home.url })
    await buyer.login(world.login, password)
  }
  /** Off line, by the key that the log has had from the start. */
  const holds = (file: string): number => verifyProofCommand([file, '--key', before.verifierKey]).code

  beforeAll(async () => {
    site = await openFabricSite()
    report = path.join(site.folder('report'), 'report.json')
    home = await newHome()
    program = startProgram(home)
    await program.ready
    world = await makeWorld(home, 3)
    buyer = createClient({ url: home.url })
    await buyer.login(world.login, password)
    for (const { no } of world.lanes) {
      const { transaction } = await receive(no)
      const proof = await buyer.call(endpoints.proof, { params: { id: transaction }, query: { operation: 0 } })
      const file = path.join(site.folder('proofs'), `${transaction}.json`)
      writeFileSync(file, makeProofFile(proof))
      saved.push(file)
    }
    before = await log()
    await program.stop()
  }, 120_000)
  afterAll(async () => {
    await program.kill()
    removeHome(home)
    await site.close()
  })

  test('is carried over value by value, and a second run finds nothing left to do', async () => {
    const first = await migrate()
    expect([first.code, first.err]).toEqual([0, expect.not.stringContaining('Error')])
    const told = (): MigrationReport =>
      (JSON.parse(readFileSync(report, 'utf8')) as Record<string, MigrationReport>)['trace'] as MigrationReport
    expect(told()).toMatchObject({ size: before.size + 1, differing: 0, equal: told().entries, carried: told().chunks })
    expect((await migrate()).code).toBe(0)
    expect(told()).toMatchObject({ carried: 0, differing: 0 })
  }, 120_000)

  test('goes on with the same people, trades and tree', async () => {
    home.env = { ...home.env, ...fabricSettings() }
    await start()
    const moved = await log()
    expect([moved.origin, moved.verifierKey, moved.size]).toEqual([before.origin, before.verifierKey, before.size + 1])
    const [lane] = world.lanes
    const done = await receive(lane?.no ?? '')
    expect(done).toMatchObject({ state: 'committed', n: 1 })
    const after = await log()
    expect(after.size).toBe(before.size + 2)
    const [older, newer] = [before, after].map((view) => verifyCheckpoint(view.checkpoint, before.verifierKey))
    const query = { from: before.size, to: after.size }
    const { path: hashes } = await buyer.call(endpoints.consistency, { query })
    expect(() =>
      verifyConsistency({
        ...{ first: before.size, second: after.size, path: hashes.map((hash) => hexDecode(hash)) },
        ...{ firstRoot: older?.root ?? new Uint8Array(), secondRoot: newer?.root ?? new Uint8Array() },
      }),
    ).not.toThrow()
  }, 60_000)

  test('leaves every proof file that was saved before as good as it was, and new ones as good as old ones', async () => {
    expect(saved.map(holds)).toEqual([0, 0, 0])
    const { transaction } = await receive(world.lanes[1]?.no ?? '')
    const proof = await buyer.call(endpoints.proof, { params: { id: transaction }, query: { operation: 0 } })
    const file = path.join(site.folder('proofs'), 'new.json')
    writeFileSync(file, makeProofFile(proof))
    expect(holds(file)).toBe(0)
  }, 60_000)

  test('is whole from the first block to the last, and its old engine takes nothing more', async () => {
    expect(await program.stop()).toBe(0)
    expect((await verifyHome(home)).code).toBe(0)
    home.env = {}
    await start()
    await expect(receive(world.lanes[2]?.no ?? '')).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
  }, 60_000)
})
