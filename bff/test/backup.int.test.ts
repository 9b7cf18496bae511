// Backup of a running server and what comes back: the same answers at one height, and after a loss an epoch that names it.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { LogView } from '@ectrace/shared/api/views'
import { verifyLedger } from '../src/ledger/embedded/verify-ledger.ts'
import { refusal } from './ledger-fixture.ts'
import { backUp, follow, loseAndRestore, newPlace, pinTo, restore, startAt } from './backup-fixture.ts'
import type { Place, Running } from './backup-fixture.ts'
import { quickStart } from './quick-start.ts'

const verify = ({ config }: Place): Promise<unknown> =>
  verifyLedger({ dir: path.join(config.dataDir, 'ledger'), keyDir: config.keyDir, hashesOnly: false })

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_none, i) => `${prefix}-${i + 10}`)

const command = (file: string, { env }: Place, ...args: string[]) =>
  spawnSync(process.execPath, [new URL(`../src/${file}`, import.meta.url).pathname, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...quickStart, ...env },
  })

/** What a vault that was copied a little later may hold of acts that the chain in the backup does not have. */
const keepOrphans = async ({ door }: Running): Promise<void> => {
  const account = { login: 'orphan', user: `U${'A'.repeat(19)}`, organisation: 'O', public_key: '02', nonce: 'n' }
  const about = { custody: 'hosted' as const, password_hash: '', created_at: 0, locked_until: null }
  await door.deps.vault
    .insertInto('account')
    .values({ ...account, ...about })
    .execute()
}
const orphansIn = async ({ door }: Running): Promise<number> => {
  const accounts = await door.deps.vault.selectFrom('account').select('login').where('login', '=', 'orphan').execute()
  return accounts.length
}

let place: Place
let running: Running
/** As of the backup, and as of the loss. */
let [kept, lost]: [LogView | undefined, LogView | undefined] = [undefined, undefined]
const seen = (log: LogView | undefined) => {
  if (!log) throw new Error('the log was not read')
  return pinTo(log)
}

beforeAll(async () => {
  place = newPlace()
  running = await startAt(place, true)
  await running.places(names('kept', 5))
}, 60_000)
afterAll(async () => {
  await running.stop()
  place.remove()
})

describe('a backup of a running server', () => {
  test('ends at one height while acts go on, is verified, and holds neither keys nor what can be derived', async () => {
    const writing = running.places(names('during', 20))
    const [chain] = await backUp(place, 'during')
    await writing
    expect(chain?.height).toBeGreaterThan(5)
    const files = readdirSync(place.at('during'), { recursive: true }).map(String).sort()
    const chainFiles = ['ledger', 'ledger/log.json', 'ledger/segments', 'ledger/segments/00000001.log']
    const second = ['channels', 'channels/quality', ...chainFiles.map((file) => `channels/quality/${file}`)]
    expect(files).toEqual(['backup.json', ...second, ...chainFiles, 'vault.db'])
  })

  test('is made by one command, with the keys apart, and names its height', async () => {
    kept = await running.log()
    await keepOrphans(running)
    const { status, stdout, stderr } = command('backup.ts', place, place.at('one'), '--keys', place.at('one-keys'))
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`区块 block ${kept.height}, ${kept.size} 笔交易 transactions`)
    expect(readdirSync(place.at('one-keys')).sort()).toEqual([
      'backup.json',
      'channels',
      'log.key',
      'master.key',
      'setup-token',
    ])
  })

  test('goes nowhere where something is, nor among data or keys, nor keys into the backup', async () => {
    const { dataDir, keyDir } = place.config
    for (const target of [place.at('one'), path.join(dataDir, 'copy'), path.join(keyDir, 'copy')])
      expect((await refusal(backUp(place, path.relative(place.root, target)))).code).toBe('SETTINGS_INVALID')
    expect((await refusal(backUp(place, 'two', 'two/keys'))).code).toBe('SETTINGS_INVALID')
    expect(existsSync(place.at('two'))).toBe(false)
  })
})

describe('a restore', () => {
  let before: string[]
  test('of everything that was signed goes on in the same epoch with equal answers', async () => {
    before = await running.placeNames()
    await running.stop()
    const chains = await loseAndRestore(place, 'one')
    expect(chains.map(({ channel, epoch }) => [channel, epoch])).toEqual([
      ['trace', undefined],
      ['quality', undefined],
    ])
    running = await startAt(place)
    expect(await running.placeNames()).toEqual(before)
    expect(await running.log()).toEqual(kept)
    await verify(place)
  })

  test('of an older backup opens a new epoch that names the loss, under a new key, with the answers of the backup', async () => {
    await running.places(names('lost', 4))
    lost = await running.log()
    await running.stop()
    expect((await refusal(loseAndRestore(place, 'one', { login: 'nobody' }))).code).toBe('NOT_FOUND')
    // What is half restored is no data folder yet; the next run begins anew.
    expect((await refusal(startAt(place))).code).toBe('SETTINGS_INVALID')
    const [changed, other] = await restore(place, 'one')
    expect(changed?.epoch).toMatchObject({ epoch: 2, lostFrom: kept?.size, lostTo: lost.size })
    // Nothing was lost of the second channel: it goes on as it was.
    expect(other).toMatchObject({ channel: 'quality' })
    expect(other?.epoch).toBeUndefined()
    running = await startAt(place)
    expect(await orphansIn(running)).toBe(0)
    expect(await running.placeNames()).toEqual(before)
    const now = await running.log()
    expect(now.origin).toBe(kept?.origin.replace(/1$/, '2'))
    expect(now.size).toBe((kept?.size ?? 0) + 1)
    expect(readdirSync(place.config.keyDir).sort()).toEqual([
      'channels',
      'endorsements.json',
      'last-checkpoint',
      'last-checkpoint.epoch-1',
      'log.key',
      'log.key.epoch-1',
      'master.key',
      'setup-token',
    ])
    await running.places(names('after', 3))
    expect(await verify(place)).toMatchObject({ transactions: now.size + 3 })
  })

  test('lets a reader who saw nothing of the loss go on, and tells one who did what is gone', async () => {
    const restored = { origin: (await running.log()).origin, lostFrom: kept?.size, lostTo: lost?.size }
    const early = await follow(running, seen(kept))
    expect(early.restored).toEqual({ ...restored, seen: false })
    const late = await follow(running, seen(lost))
    expect(late).toEqual({ pin: early.pin, restored: { ...restored, seen: true } })
    expect(await follow(running, late.pin)).toMatchObject({ restored: undefined })
  })

  test('of the same backup again is the third epoch, and readers of every history find their way', async () => {
    const second = seen(await running.log())
    await running.stop()
    const [chain] = await loseAndRestore(place, 'one')
    expect(chain?.epoch).toMatchObject({ epoch: 3, lostFrom: kept?.size, lostTo: second.size })
    running = await startAt(place)
    for (const pin of [seen(kept), seen(lost), second])
      expect(await follow(running, pin)).toMatchObject({ pin: { size: (kept?.size ?? 0) + 1 } })
    await verify(place)
  })

  test('without the key folder takes the keys of the backup and says that the loss is not known', async () => {
    await running.stop()
    rmSync(place.config.dataDir, { recursive: true })
    rmSync(place.config.keyDir, { recursive: true })
    const nothing = command('restore.ts', place, place.at('one'), '--as', 'operator')
    expect([nothing.status, nothing.stderr]).toEqual([1, expect.stringContaining('--keys')])
    const done = command('restore.ts', place, place.at('one'), '--keys', place.at('one-keys'), '--as', 'operator')
    expect([done.status, done.stderr]).toEqual([0, ''])
    expect(done.stdout).toContain(`new epoch 2, 第 ${(kept?.size ?? 0) + 1} 条`)
    running = await startAt(place)
    expect(await running.placeNames()).toEqual(before)
    expect((await follow(running, seen(lost))).restored).toMatchObject({ lostTo: null, seen: true })
  })
})

describe('what is no backup', () => {
  test('a flipped byte, a missing file and one too many are named, and nothing is put in place', async () => {
    const other = newPlace()
    const from = (name: string) => loseAndRestore(other, path.relative(other.root, place.at(name)))
    const segment = path.join(place.at('during'), 'ledger/segments/00000001.log')
    const bytes = readFileSync(segment)
    bytes.writeUInt8(bytes.readUInt8(500) ^ 1, 500)
    writeFileSync(segment, bytes)
    expect(await refusal(from('during'))).toMatchObject({
      ...{ code: 'BACKUP_DAMAGED', details: { file: 'ledger/segments/00000001.log' } },
    })
    rmSync(segment)
    expect(await refusal(from('during'))).toMatchObject({ details: { what: 'missing' } })
    writeFileSync(path.join(place.at('during'), 'more'), '')
    expect(await refusal(from('during'))).toMatchObject({ details: { file: 'more' } })
    expect(existsSync(path.join(other.config.dataDir, 'ledger'))).toBe(false)
    other.remove()
  })
})
