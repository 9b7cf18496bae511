// Why there are two organisations: neither writes without the other, and what one alters at home the other one's witness finds out.
import { spawn } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createClient } from '@ectrace/sdk/client'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { openFabricChannel } from '../src/ledger/fabric/gateway.ts'
import { openOwnRoots } from '../src/ledger/fabric/own-roots.ts'
import { readProfile } from '../src/ledger/fabric/profile.ts'
import { openDoor, password, registerOperator } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'
import { openFabricSite, openLedgerOn } from './fabric-site.ts'
import type { FabricSite } from './fabric-site.ts'
import { foundOperator, makePerson, makePlace, placeKey, readBack, refusal, signedBy } from './ledger-fixture.ts'
import { throwErrors } from './stub-ledger.ts'

let site: FabricSite

beforeAll(async () => {
  site = await openFabricSite()
}, 120_000)
afterAll(() => site.close())

const rootOf = async (ledger: Ledger): Promise<string> => {
  const { checkpoint, verifierKey } = await ledger.log()
  return hexEncode(verifyCheckpoint(checkpoint, verifierKey).root)
}

describe('a chaincode that one organisation has altered', () => {
  const who = makePerson()
  let ledger: Ledger
  let log: string
  let chaincode: string

  beforeAll(async () => {
    chaincode = await site.newChaincode()
    ledger = await openLedgerOn(site.profile('org1', chaincode), site.folder('altered'))
    log = (await ledger.log()).origin
    await ledger.submit(signedBy(who, log, [foundOperator(who)]))
  }, 60_000)
  afterAll(() => ledger.close())

  test.each(['org1', 'org2'])(
    'of %s: what it writes otherwise is not accepted, whoever proposes it',
    async (name) => {
      const honest = readFileSync(path.join('contracts', 'dist', 'chaincode.cjs'), 'utf8')
      const altered = path.join(site.folder('altered'), `${name}.cjs`)
      writeFileSync(altered, honest.replaceAll('placeCreated', 'placeInvented'))
      await site.network.swapBundle(name, altered)
      const title = `${name} 的仓库`
      const refused = await refusal(ledger.submit(signedBy(who, log, [makePlace(title)])))
      expect(refused.code).toBe('ENDORSEMENT_REFUSED')
      expect(await ledger.read(placeKey(title))).toBeUndefined()
      await site.network.swapBundle(name)
      const placed = await ledger.submit(signedBy(who, log, [makePlace(title)]))
      expect((await readBack(ledger, placed)).events[0]?.name).toBe('placeCreated')
    },
    90_000,
  )

  test('both organisations come to the same root, each from the blocks of its own peer', async () => {
    const fabric = openFabricChannel(readProfile(site.profile('org2', chaincode)), 'trace')
    const roots = await openOwnRoots(fabric, path.join(site.folder('roots'), 'roots.db'), throwErrors)
    for (const title of ['一', '二', '三']) {
      await ledger.submit(signedBy(who, log, [makePlace(title)]))
      const { size } = await ledger.log()
      expect(await roots.rootAt(size, 10_000)).toEqual({ root: await rootOf(ledger) })
    }
    expect(await roots.rootAt(1_000, 0)).toBe('behind')
    await roots.close()
    fabric.close()
  }, 60_000)
})

/** Every occurrence in the peer's block files, as many bytes for as many. */
const alterBlocks = (folder: string, from: string, to: string): number => {
  const [found, put] = [Buffer.from(from), Buffer.from(to)]
  expect(put.length).toBe(found.length)
  let altered = 0
  for (const name of readdirSync(folder).filter((file) => file.startsWith('blockfile_'))) {
    const bytes = readFileSync(path.join(folder, name))
    for (let at = bytes.indexOf(found); at >= 0; at = bytes.indexOf(found, at + 1)) {
      put.copy(bytes, at)
      altered += 1
    }
    writeFileSync(path.join(folder, name), bytes)
  }
  return altered
}

type Said = { code: number; err: string }
const program = new URL('../src/witness-fabric.ts', import.meta.url).pathname
const witness = (url: string, dir: string): Promise<Said> =>
  new Promise((resolve) => {
    const env = { ...process.env, FABRIC_PROFILE: site.profile('org2') }
    const child = spawn(process.execPath, [program, '--url', url, '--dir', dir, '--once'], { env })
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('close', (code) => resolve({ code: code ?? -1, err }))
  })

describe('a platform that alters the blocks of its own peer', () => {
  let door: Door
  const settings = (): Record<string, string> => ({
    ...{ LEDGER: 'fabric', FABRIC_PROFILE: site.profile('org1') },
    ...{ DATA_DIR: path.join(site.folder('platform'), 'data'), KEY_DIR: path.join(site.folder('platform'), 'keys') },
  })

  beforeAll(async () => {
    door = await openDoor(settings())
    await registerOperator(door)
    const trader = createClient({ url: door.url })
    await trader.login('operator', password)
    await trader.call(endpoints.createPlace, { body: { name: '一号库', city: '杭州' } })
  }, 60_000)
  afterAll(() => door.end())

  test('is cosigned by the other organisation while it is honest', async () => {
    expect(await witness(door.url, site.folder('witness'))).toEqual({ code: 0, err: '' })
  }, 30_000)

  test('is found out by it, even by one that never saw the log before', async () => {
    await door.end()
    const peer = site.network.part('peer0.org1')
    await peer.stop()
    const blocks = path.join(site.network.dir, 'parts', 'peer0.org1', 'ledgersData', 'chains', 'chains', 'trace')
    expect(alterBlocks(blocks, '杭州', '广州')).toBeGreaterThan(0)
    await peer.start()
    // Its copy is made anew from what the peer says now, under its own key.
    rmSync(path.join(site.folder('platform'), 'data', 'ledger'), { recursive: true })
    door = await openDoor(settings())
    const { size } = await door.deps.ledger.log()
    for (let tries = 0; size < 2 && (await door.deps.ledger.log()).size < 2 && tries < 100; tries++) await pause(100)
    for (const folder of ['witness', 'another witness']) {
      const said = await witness(door.url, site.folder(folder))
      expect([said.code, said.err]).toEqual([3, expect.stringContaining('CHECKPOINT_FORKED')])
    }
  }, 90_000)
})
