// A witness beside the real server: it cosigns what grew, the platform shows it, and another history makes it shout and sign nothing.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createClient } from '@ectrace/sdk/client'
import { openWitnessFolder, pinOf } from '@ectrace/sdk/witness-folder'
import type { WitnessFolder } from '@ectrace/sdk/witness-folder'
import { look } from '@ectrace/sdk/witness-round'
import type { Witnessing } from '@ectrace/sdk/witness-round'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { LogView } from '@ectrace/shared/api/views'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { verifyCosignatures } from '@ectrace/shared/proof/cosignature'
import { formatVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { beginEpoch } from '../src/backup/begin-epoch.ts'
import { openDoor, password, registerOperator } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'
import { makePlace, signedBy } from './ledger-fixture.ts'
import type { Folders } from './ledger-fixture.ts'
import { copyFolders, growLog, makeSmallLog, openHere, walkFolder } from './small-log.ts'

const program = new URL('../../sdk/src/witness.ts', import.meta.url).pathname

type Said = { code: number; out: string; err: string }
const witness = (url: string, dir: string, ...more: string[]): Promise<Said> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [program, '--url', url, '--dir', dir, '--once', ...more])
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('close', (code) => resolve({ code: code ?? -1, out, err }))
  })

let root: string
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'witness-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The verifier key of a witness that exists before it has looked at anything. */
const keyOf = (dir: string, name: string): string => {
  const folder = openWitnessFolder(dir, name)
  folder.close()
  return formatVerifierKey(folder.key, 'witness')
}

describe('beside a platform that knows it', () => {
  let door: Door
  let dir: string
  let key: string
  beforeAll(async () => {
    dir = path.join(root, 'known')
    key = keyOf(dir, 'witness.example/w1')
    door = await openDoor({ WITNESSES: key })
    await registerOperator(door)
  })
  afterAll(() => door.end())
  const log = (): Promise<LogView> => createClient({ url: door.url }).call(endpoints.log, {})

  test('cosigns what it sees, again when the log has grown, and readers are shown the newest', async () => {
    const first = await witness(door.url, dir)
    expect([first.code, first.err]).toEqual([0, ''])
    expect(first.out).toContain('first sight')
    const before = await log()
    expect(before.cosigned).toEqual([expect.objectContaining({ witness: 'witness.example/w1', size: before.size })])
    const trader = createClient({ url: door.url })
    await trader.login('operator', password)
    await trader.call(endpoints.createPlace, { body: { name: '一号库', city: '杭州' } })
    const second = await witness(door.url, dir)
    expect([second.code, second.out]).toEqual([0, expect.stringContaining(`grown from ${before.size}`)])
    const { cosigned, size, verifierKey } = await log()
    expect(cosigned).toHaveLength(1)
    const note = cosigned[0]?.checkpoint ?? ''
    expect(verifyCheckpoint(note, verifierKey).size).toBe(size)
    expect(verifyCosignatures(note, [key])).toEqual([{ name: 'witness.example/w1', time: cosigned[0]?.time }])
  })

  test('is the only one whose signature is taken, and only under a checkpoint of this log', async () => {
    const stranger = await witness(door.url, path.join(root, 'stranger'))
    expect([stranger.code, stranger.out]).toEqual([0, expect.stringContaining('not taken: WITNESS_UNKNOWN')])
    const { cosigned } = await log()
    const note = cosigned[0]?.checkpoint ?? ''
    const send = (checkpoint: string) =>
      createClient({ url: door.url }).call(endpoints.cosign, { body: { checkpoint } })
    const forged = note.replace(/.{8}\n$/, (end) => (end.startsWith('A') ? 'B' : 'A') + end.slice(1))
    await expect(send(forged)).rejects.toMatchObject({ code: 'COSIGNATURE_INVALID' })
    await expect(send(note.replace('\ntime 2', '\ntime 3'))).rejects.toMatchObject({ code: 'CHECKPOINT_SIGNATURE' })
    await expect(send('hello')).rejects.toMatchObject({ code: 'CHECKPOINT_MALFORMED' })
    await send(note)
    expect((await log()).cosigned).toEqual(cosigned)
  })
})

/** A log of the given folders behind the two addresses that a witness reads; `open` may be exchanged. */
const serve = async (log: { open: Ledger }): Promise<{ url: string; server: Server; taken: string[] }> => {
  const taken: string[] = []
  const answer = async (url: URL): Promise<unknown> => {
    if (url.pathname.endsWith('/consistency'))
      return {
        path: await log.open.consistency(Number(url.searchParams.get('from')), Number(url.searchParams.get('to'))),
      }
    return log.open.log()
  }
  const server = createServer((request, response) => {
    const send = (body: unknown): void => void response.end(JSON.stringify(body))
    if (request.method === 'POST') {
      taken.push(request.url ?? '')
      send({})
    } else void answer(new URL(request.url ?? '/', 'http://log')).then(send, () => response.writeHead(500).end('{}'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, server, taken }
}

describe('over a log whose operator lies', () => {
  const opened: Ledger[] = []
  const folders: Folders[] = []
  const openOf = async (of: Folders): Promise<Ledger> => {
    const ledger = await openHere(of)
    opened.push(ledger)
    return ledger
  }
  let old: Folders
  let log: { open: Ledger }
  let served: Awaited<ReturnType<typeof serve>>
  let who: Awaited<ReturnType<typeof makeSmallLog>>['who']

  /** The old copy, continued otherwise to `size` transactions. */
  const fork = async (size: number): Promise<Ledger> => {
    const copy = copyFolders(old)
    folders.push(copy)
    const ledger = await openOf(copy)
    const { origin, height } = await ledger.log()
    for (let made = height; made < size; made++)
      await ledger.submit(signedBy(who, origin, [makePlace(`elsewhere ${String(made)}`)]))
    return ledger
  }

  beforeAll(async () => {
    const small = await makeSmallLog(2)
    who = small.who
    old = copyFolders(small.folders)
    await growLog(small.folders, who, 5)
    folders.push(small.folders, old)
    log = { open: await openOf(small.folders) }
    served = await serve(log)
  })
  afterAll(async () => {
    served.server.close()
    for (const ledger of opened) await ledger.close()
    for (const each of folders) each.remove()
  })

  const lies: [string, string, () => Promise<Ledger>][] = [
    ['a fork of the same size', 'CHECKPOINT_FORKED', () => fork(5)],
    ['a fork grown longer', 'CONSISTENCY_INVALID', () => fork(7)],
    ['a log cut short and signed again', 'CHECKPOINT_SHORTENED', () => fork(4)],
    ['a log rolled back to an old copy', 'CHECKPOINT_ROLLED_BACK', () => fork(2)],
    [
      'another log',
      'CHECKPOINT_WRONG_LOG',
      async () => {
        const { folders: other } = await makeSmallLog(6)
        folders.push(other)
        return openOf(other)
      },
    ],
  ]
  const witnessing = (folder: WitnessFolder): Witnessing => ({
    folder,
    client: createClient({ url: served.url }),
    trusted: undefined,
    clock: Date.now,
  })

  test.each(lies)('%s: %s, nothing signed, nothing forgotten', async (what, code, lie) => {
    const folder = openWitnessFolder(path.join(root, what))
    const honest = log.open
    try {
      await look(witnessing(folder))
      const [state, sent] = [folder.read(), served.taken.length]
      log.open = await lie()
      await expect(look(witnessing(folder))).rejects.toMatchObject({ code, seen: state })
      expect([folder.read(), served.taken.length]).toEqual([state, sent])
      log.open = honest
      expect((await look(witnessing(folder))).pin.size).toBe(5)
    } finally {
      log.open = honest
      folder.close()
    }
  })

  test('the program shouts, leaves both notes as evidence and ends with exit code 3', async () => {
    const dir = path.join(root, 'shouts')
    const honest = log.open
    const { verifierKey, checkpoint } = await honest.log()
    expect((await witness(served.url, dir, '--key', verifierKey)).code).toBe(0)
    try {
      log.open = await fork(5)
      const { code, err, out } = await witness(served.url, dir)
      expect([code, err, out]).toEqual([3, expect.stringContaining('WITNESS ALARM CHECKPOINT_FORKED'), ''])
      const [evidence = ''] = readdirSync(dir).filter((name) => name.startsWith('evidence-'))
      const { seen, shown } = JSON.parse(readFileSync(path.join(dir, evidence), 'utf8')) as Record<
        'seen' | 'shown',
        { checkpoint: string }
      >
      expect([seen.checkpoint, shown.checkpoint]).toEqual([checkpoint, (await log.open.log()).checkpoint])
    } finally {
      log.open = honest
    }
  })

  test('what it signs it remembers first: a crash in between never lets it sign another history', async () => {
    const folder = openWitnessFolder(path.join(root, 'crash'))
    const honest = log.open
    const remembered: (number | undefined)[] = []
    const dying: WitnessFolder = {
      ...folder,
      sign: () => {
        const state = folder.read()
        remembered.push(state && pinOf(state).size)
        throw new Error('the process dies here')
      },
    }
    await expect(look(witnessing(dying))).rejects.toThrow('dies here')
    expect(remembered).toEqual([5])
    try {
      log.open = await fork(5)
      await expect(look(witnessing(folder))).rejects.toMatchObject({ code: 'CHECKPOINT_FORKED' })
    } finally {
      log.open = honest
      folder.close()
    }
  })
})

describe('over a log that was restored from a backup', () => {
  test('the new epoch is named with what was lost, not taken for a fork; the old one is not taken back', async () => {
    const { folders, who } = await makeSmallLog(4)
    const next = copyFolders(folders)
    const { header, checkpoint = '' } = walkFolder(next).blocks.at(-1) ?? {}
    await growLog(folders, who, 7)
    const log = { open: await openHere(folders) }
    const { origin, channel } = await log.open.log()
    const { url, server } = await serve(log)
    const folder = openWitnessFolder(path.join(root, 'restored'))
    const seeing: Witnessing = { folder, client: createClient({ url }), trusted: undefined, clock: Date.now }
    try {
      expect((await look(seeing)).pin.size).toBe(7)
      await log.open.close()
      rmSync(next.keyDir, { recursive: true })
      const chain = { channel, origin, height: 4, size: header?.size ?? 0, root: header?.root ?? '', checkpoint }
      const staged = { dir: next.dir, keyDir: next.keyDir }
      beginEpoch({ staged, keyDir: folders.keyDir }, chain, Date.now())
      log.open = await openHere(next)
      const { pin, restored } = await look(seeing)
      const named = { origin: origin.replace(/1$/, '2'), lostFrom: 4, lostTo: 7, seen: true }
      expect([pin.size, restored]).toEqual([4, named])
      expect((await look(seeing)).restored).toBeUndefined()
      await log.open.close()
      log.open = await openHere(folders)
      await expect(look(seeing)).rejects.toMatchObject({ code: 'CHECKPOINT_WRONG_LOG' })
    } finally {
      server.close()
      folder.close()
      await log.open.close()
      for (const each of [folders, next]) each.remove()
    }
  })
})

describe('on its own machine', () => {
  test('a log that does not answer is told and changes nothing', async () => {
    const dir = path.join(root, 'alone')
    const { code, err, out } = await witness('http://127.0.0.1:9', dir)
    expect([code, err, out]).toEqual([1, expect.stringContaining('could not be checked'), ''])
    expect(readdirSync(dir)).not.toContain('state.json')
  })

  test('key and memory are the owner’s alone, one process at a time, and a damaged memory signs nothing', async () => {
    const dir = path.join(root, 'own')
    const folder = openWitnessFolder(dir)
    expect(statSync(path.join(dir, 'witness.key')).mode & 0o777).toBe(0o600)
    expect(() => openWitnessFolder(dir)).toThrow(expect.objectContaining({ code: 'LEDGER_LOCKED' }))
    folder.close()
    writeFileSync(path.join(dir, 'state.json'), '{"v":1,"firstKey":"a","verifierKey":"a","checkpoint":"a"}')
    expect(await witness('http://127.0.0.1:9', dir)).toMatchObject({ code: 2, out: '' })
  })
})
