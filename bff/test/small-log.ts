// For fault tests: a short log with one transaction a block, made by the real ledger, and ways to copy, read and hurt its files.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ledger, Submission } from '@ectrace/shared/ledger/ledger'
import { openCore } from '../src/ledger/embedded/core.ts'
import type { CoreOptions } from '../src/ledger/embedded/core.ts'
import { genesisOf, readDescriptor } from '../src/ledger/embedded/log-key.ts'
import { segmentPath } from '../src/ledger/embedded/segment.ts'
import { walkLog } from '../src/ledger/embedded/walk-log.ts'
import type { LogEnd, WalkedBlock } from '../src/ledger/embedded/walk-log.ts'
import { foundOperator, makeFolders, makePerson, makePlace, signedBy } from './ledger-fixture.ts'
import type { Folders, Person } from './ledger-fixture.ts'

/** The ledger in this thread; `notes` collects what it repaired. */
export const openHere = (
  folders: Pick<Folders, 'dir' | 'keyDir'>,
  changes: Partial<CoreOptions> = {},
): Promise<Ledger> =>
  openCore({
    dir: folders.dir,
    keyDir: folders.keyDir,
    channel: 'trace',
    clock: Date.now,
    note: () => undefined,
    ...changes,
  })

/** A log of `blocks` blocks of one transaction each; `folders` may hold a log of fewer already. */
export const growLog = async (
  folders: Folders,
  who: Person,
  blocks: number,
  changes: Partial<CoreOptions> = {},
): Promise<void> => {
  const ledger = await openHere(folders, changes)
  const { origin, height } = await ledger.log()
  for (let made = height; made < blocks; made++)
    await ledger.submit(signedBy(who, origin, [made === 0 ? foundOperator(who) : makePlace(`place ${made}`)]))
  await ledger.close()
}

export type SmallLog = { folders: Folders; who: Person }

export const makeSmallLog = async (blocks: number, changes: Partial<CoreOptions> = {}): Promise<SmallLog> => {
  const [folders, who] = [makeFolders(), makePerson()]
  await growLog(folders, who, blocks, changes)
  return { folders, who }
}

export const placeSubmission = async (ledger: Ledger, who: Person, name: string): Promise<Submission> =>
  signedBy(who, (await ledger.log()).origin, [makePlace(name)])

/** In memory where the system has such a folder: thousands of copies are made, hurt and opened, and none has to outlive a power cut. */
const copies = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** The same two folders elsewhere. */
export const copyFolders = ({ dir, keyDir }: Folders): Folders => {
  const root = mkdtempSync(join(copies, 'ledger-copy-'))
  const copy = { dir: join(root, 'data', 'ledger'), keyDir: join(root, 'keys') }
  cpSync(dir, copy.dir, { recursive: true })
  cpSync(keyDir, copy.keyDir, { recursive: true })
  return { ...copy, remove: () => rmSync(root, { recursive: true, force: true }) }
}

export const readSegment = ({ dir }: Folders, segment = 1): Buffer => readFileSync(segmentPath(dir, segment))
export const writeSegment = ({ dir }: Folders, bytes: Uint8Array, segment = 1): void =>
  writeFileSync(segmentPath(dir, segment), bytes)

/** What a reader of the raw files sees. */
export const walkFolder = ({ dir }: Folders): { blocks: WalkedBlock[]; end: LogEnd } => {
  const descriptor = readDescriptor(dir)
  const walk = walkLog({
    dir,
    genesis: genesisOf({ logId: descriptor?.logId ?? '' }),
    created: descriptor?.created ?? '',
  })
  const blocks: WalkedBlock[] = []
  let step = walk.next()
  for (; step.done !== true; step = walk.next()) blocks.push(step.value)
  return { blocks, end: step.value }
}
