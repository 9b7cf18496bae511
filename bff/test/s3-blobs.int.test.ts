// Evidence in an object store by settings alone: uploaded through the door, served, backed up, restored, moved; and the store away.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import sharp from 'sharp'
import { listFiles } from '../src/backup/tree-files.ts'
import { loadConfig } from '../src/config.ts'
import { blobPath } from '../src/store/blobs.ts'
import { backUp, loseAndRestore, newPlace, restore, startAt } from './backup-fixture.ts'
import type { Place, Running } from './backup-fixture.ts'
import { codeOf, errorOf, logIn, openDoor } from './door-fixture.ts'
import type { Reply } from './door-fixture.ts'
import { refusal } from './ledger-fixture.ts'
import { quickStart } from './quick-start.ts'
import { openS3Double, s3Key, s3Settings } from './s3-double.ts'
import type { S3Double } from './s3-double.ts'

const prefix = '/trace'
const keyOf = (digest: string): string => `trace/${blobPath(digest)}`
const blobsIn = (folder: string): string => path.join(folder, 'blobs')

const picture = (shade: number): Promise<Buffer> =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: { r: shade, g: 90, b: 60 } } })
    .png()
    .toBuffer()

let double: S3Double
let place: Place
let running: Running
const kept: string[] = []

const upload = async (shade: number): Promise<Reply> => {
  const { headers } = await logIn(running.door, 'operator')
  return running.door.post('evidence', await picture(shade), { ...headers, 'content-type': 'image/png' })
}
const uploaded = async (shade: number): Promise<string> => ((await upload(shade)).json as { digest: string }).digest

/** The digest of what the door serves under `digest`. */
const served = async (digest: string): Promise<string> => {
  const reply = await fetch(`${running.door.url}/api/v1/blobs/${digest}`)
  if (reply.status !== 200) throw new Error(await reply.text())
  return createHash('sha256')
    .update(Buffer.from(await reply.arrayBuffer()))
    .digest('hex')
}
const readiness = async (): Promise<unknown> => {
  const { status, json } = await running.door.get('/readyz')
  const { parts } = json as { parts: Record<string, unknown> }
  return [status, parts['blobs']]
}

beforeAll(async () => {
  double = await openS3Double({ page: 2 })
  place = newPlace(s3Settings(double.url, prefix))
  running = await startAt(place, true)
}, 60_000)
afterAll(async () => {
  await running.stop()
  await double.close()
  place.remove()
})

describe('evidence in an object store', () => {
  test('is put there, comes back through the door, and is in no file', async () => {
    for (const shade of [10, 20, 30]) kept.push(await uploaded(shade))
    expect([...double.objects.keys()].sort()).toEqual(kept.map(keyOf).sort())
    for (const digest of kept) expect(await served(digest)).toBe(digest)
    expect(existsSync(blobsIn(place.config.dataDir))).toBe(false)
    expect(await readiness()).toEqual([200, { ok: true, engine: 's3' }])
  })

  test('that somebody changed in the store is not served, and the same picture puts it right', async () => {
    const [first = ''] = kept
    double.objects.set(keyOf(first), Buffer.from('something else'))
    expect(codeOf(await running.door.get(`blobs/${first}`))).toBe('STATE_DIGEST_MISMATCH')
    expect(await uploaded(10)).toBe(first)
    expect(await served(first)).toBe(first)
  })

  test('waits for a store that is away, while all else goes on; the log holds no secret', async () => {
    await double.away()
    const refused = await upload(40)
    expect([refused.status, errorOf(refused).code, errorOf(refused).details]).toEqual([
      503,
      'NOT_READY',
      { part: 'blobs' },
    ])
    expect((await running.door.get(`blobs/${kept[0] ?? ''}`)).status).toBe(503)
    await running.places(['while the store is away'])
    expect(await readiness()).toEqual([200, { ok: false }])
    await double.back()
    kept.push(await uploaded(40))
    expect(await readiness()).toEqual([200, { ok: true, engine: 's3' }])
    const log = running.door.logged()
    expect(log).toContain('no answer of the object store')
    for (const secret of [s3Key.secret, s3Key.id, 'AWS4-HMAC']) expect(log).not.toContain(secret)
  })

  test('has no room when the store says so', async () => {
    double.next({ status: 507, code: 'XMinioStorageFull' })
    const refused = await upload(50)
    expect([refused.status, codeOf(refused)]).toEqual([507, 'STORAGE_FULL'])
  })
})

describe('a start', () => {
  test('on a key that the store does not take is refused and names the setting, not the key', async () => {
    const env = { ...place.env, DATA_DIR: place.at('other'), KEY_DIR: place.at('other-keys') }
    const wrong = { ...env, BLOBS_ACCESS_KEY_SECRET: 'WrongSecretWrongSecret' }
    const { code, details } = await refusal(openDoor(wrong))
    expect([code, details]).toEqual([
      'SETTINGS_INVALID',
      { faults: [expect.objectContaining({ rule: expect.any(String) })] },
    ])
    expect(JSON.stringify(details)).toContain('BLOBS_ACCESS_KEY_SECRET')
    expect(JSON.stringify(details)).not.toContain('WrongSecret')
  })
})

describe('a backup of evidence in an object store', () => {
  test('holds its files, and names an object that is damaged instead of keeping it', async () => {
    const [first = ''] = kept
    const whole = double.objects.get(keyOf(first)) ?? Buffer.alloc(0)
    double.objects.set(keyOf(first), Buffer.from('something else'))
    expect(await refusal(backUp(place, 'damaged'))).toMatchObject({
      ...{ code: 'STATE_DIGEST_MISMATCH', details: { blob: first, damaged: 1 } },
    })
    expect(existsSync(place.at('damaged'))).toBe(false)
    double.objects.set(keyOf(first), whole)
    await backUp(place, 'one', 'one-keys')
    expect(await listFiles(blobsIn(place.at('one')))).toEqual(kept.map(blobPath).sort())
    const file = path.join(blobsIn(place.at('one')), blobPath(first))
    expect(readFileSync(file).equals(whole)).toBe(true)
  })

  test('goes back into another store, on after a break', async () => {
    await running.stop()
    const other = await openS3Double()
    const config = loadConfig({ ...place.env, ...s3Settings(other.url, prefix) })
    // One question whether the settings hold, one for each blob whether it is there, and two are written.
    other.next({ status: 507, code: 'XMinioStorageFull' }, 20, 1 + kept.length + 2)
    expect(await refusal(loseAndRestore(place, 'one', { config }))).toMatchObject({ code: 'STORAGE_FULL' })
    expect(other.objects.size).toBeGreaterThan(0)
    expect(other.objects.size).toBeLessThan(kept.length)
    other.calm()
    await restore(place, 'one', { config })
    expect([...other.objects.keys()].sort()).toEqual(kept.map(keyOf).sort())
    expect(await listFiles(blobsIn(place.config.dataDir))).toEqual([])
    running = await startAt({ ...place, env: { ...place.env, ...s3Settings(other.url, prefix) } })
    for (const digest of kept) expect(await served(digest)).toBe(digest)
    await running.stop()
    await other.close()
  }, 60_000)

  test('goes back into files where the settings name no store', async () => {
    const env = { ...place.env, BLOBS_URL: '', BLOBS_REGION: '', BLOBS_ACCESS_KEY_ID: '', BLOBS_ACCESS_KEY_SECRET: '' }
    await loseAndRestore(place, 'one', { config: loadConfig(env) })
    expect(await listFiles(blobsIn(place.config.dataDir))).toEqual(kept.map(blobPath).sort())
    running = await startAt({ ...place, env })
    for (const digest of kept) expect(await served(digest)).toBe(digest)
    expect(await readiness()).toEqual([200, { ok: true, engine: 'files' }])
  }, 60_000)
})

describe('pnpm blobs:move', () => {
  const move = async (env: Record<string, string>): Promise<{ code: number; stdout: string; stderr: string }> => {
    const file = new URL('../src/move-blobs.ts', import.meta.url).pathname
    const all = { PATH: process.env['PATH'], ...quickStart, ...env }
    // Not in this process's way: the store answers from it.
    const run = promisify(execFile)(process.execPath, [file], { env: all })
    return run.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: unknown) => error as { code: number; stdout: string; stderr: string },
    )
  }

  test('copies every file, says how many, and finds them there when run again; then the door needs no files', async () => {
    const target = await openS3Double()
    const env = { ...place.env, ...s3Settings(target.url, prefix) }
    expect(await move(env)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('copied 4,') })
    expect([...target.objects.keys()].sort()).toEqual(kept.map(keyOf).sort())
    kept.push(await uploaded(60))
    const again = await move(env)
    expect(again.stdout).toContain('copied 1, 已存在 there before 4')
    await running.stop()
    running = await startAt({ ...place, env })
    for (const digest of kept) expect(await served(digest)).toBe(digest)
    await target.close()
  }, 60_000)

  test('without a store in the settings, or with a store that is away, says so', async () => {
    const none = await move({
      ...place.env,
      BLOBS_URL: '',
      BLOBS_REGION: '',
      BLOBS_ACCESS_KEY_ID: '',
      BLOBS_ACCESS_KEY_SECRET: '',
    })
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('BLOBS_URL')])
    const away = await move({ ...place.env, ...s3Settings('http://127.0.0.1:1', prefix) })
    expect([away.code, away.stderr]).toEqual([1, expect.stringContaining('part blobs')])
  })
})
