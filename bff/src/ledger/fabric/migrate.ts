// Moves an embedded log to a Fabric channel: ended there, named in the genesis with its state in chunks, and compared afterwards.
import { DatabaseSync } from 'node:sqlite'
import { AppError, fault } from '@ectrace/shared/errors'
import type { Genesis } from '@ectrace/shared/ledger/genesis'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { utf8Decode } from '@ectrace/shared/proof/bytes'
import { canonical } from '@ectrace/shared/proof/canonical'
import { readCheckpoint } from '../embedded/checkpoint-note.ts'
import { sha256Hex } from '../embedded/digest.ts'
import { loadLog } from '../embedded/log-key.ts'
import { openEmbeddedLedger } from '../embedded/open.ts'
import { stateFile } from '../embedded/open-state.ts'
import { stateStore } from '../embedded/state-store.ts'
import { openSubtrees } from '../embedded/tree.ts'
import { verifyLedger } from '../embedded/verify-ledger.ts'
import { channelStatus } from './adopt-log.ts'
import { carriedChunks, carriedEntries } from './carried-state.ts'
import type { FabricChannel } from './channel.ts'
import { haveWritten } from './have-written.ts'

export type MigrateOptions = {
  dir: string
  keyDir: string
  channel: string
  fabric: FabricChannel
  /** Writes closeLog; called once, while the embedded ledger is open. */
  end: (ledger: Ledger) => Promise<void>
  /** Characters of a chunk of the state; 256 K. The same in every call for one log. */
  chunkSize?: number
  /** `done` of `of` of a step. */
  progress?: (step: 'verify' | 'carry' | 'compare', done: number, of: number) => void
}

/** `differences`: keys whose value on Fabric is missing, another, or of no entry here; at most 100 of them are named. */
export type MigrationReport = {
  origin: string
  height: number
  size: number
  root: string
  chunks: number
  /** Chunks that were put by this call; the others were there. */
  carried: number
  entries: number
  equal: number
  differences: { key: string; what: 'missing' | 'another value' | 'not in the archive' }[]
  differing: number
}

const mostNamed = 100
const usualChunk = 256 * 1024
const atOnce = 4

/** Ends the embedded log unless it has ended. The channel is looked at first: a log must not end for a move that cannot be. */
const endHere = async ({ dir, keyDir, channel, fabric, end }: MigrateOptions): Promise<void> => {
  const { genesis } = await channelStatus(fabric)
  const ledger = await openEmbeddedLedger({ dir, keyDir, channel })
  try {
    const { origin, checkpoint } = await ledger.log()
    const ended = (await ledger.read(keys.closed())) !== undefined
    const itself = genesis?.origin === origin && genesis.base?.checkpoint === checkpoint
    if (genesis !== undefined && !(ended && itself))
      throw fault('LOG_MISMATCH', 'channel', `the channel carries ${genesis.origin}`, origin)
    if (!ended) await end(ledger)
  } finally {
    await ledger.close()
  }
}

/** Roots of the complete subtrees of a tree of `size` leaves, from left to right. */
const rangeOf = (size: number, subtree: ReturnType<typeof openSubtrees>): string[] => {
  const range: string[] = []
  for (let start = 0; start < size;) {
    let width = 1
    while (width * 2 <= size - start) width *= 2
    range.push(subtree(start, start + width).toString('hex'))
    start += width
  }
  return range
}

/** What the channel is founded with: the end of the log in the folder, and the digests of its state. */
const genesisOf = ({ dir, keyDir, channel, chunkSize = usualChunk }: MigrateOptions): Genesis => {
  const { descriptor, reader } = loadLog({ dir, keyDir, channel })
  const store = stateStore(new DatabaseSync(stateFile(dir)))
  try {
    const checkpoint = store.checkpoint() ?? ''
    const sealed = readCheckpoint(reader, checkpoint)
    if (sealed === undefined) throw new AppError('LEDGER_DAMAGED', { details: { what: 'the state has no checkpoint' } })
    const { height, hash, time, size, root } = sealed
    const chunks = Array.from(carriedChunks(dir, chunkSize), (chunk) => sha256Hex(chunk))
    const { origin, created, verifierKey, earlier = [], also = [] } = descriptor
    const range = rangeOf(size, openSubtrees(store.tile))
    return {
      ...{ v: 1, origin, channel, created, verifierKey, endorsements: [...earlier, ...also] },
      base: { height, hash, time, size, root, range, checkpoint, chunks },
    }
  } finally {
    store.close()
  }
}

/** Puts the chunks that are not there, a few at once; how many that were. */
const carry = async (
  { dir, fabric, progress, chunkSize = usualChunk }: MigrateOptions,
  chunks: number,
): Promise<number> => {
  const missingFrom = async (from: number): Promise<number> =>
    Number(utf8Decode(await fabric.ask('missing', [String(from)])))
  const first = await missingFrom(0)
  const underway = new Set<Promise<void>>()
  let number = -1
  for (const chunk of carriedChunks(dir, chunkSize)) {
    number += 1
    progress?.('carry', number, chunks)
    if (number < first) continue
    const put: Promise<void> = haveWritten(fabric, 'carry', [String(number), chunk]).finally(() => underway.delete(put))
    underway.add(put)
    if (underway.size >= atOnce) await Promise.race(underway)
  }
  await Promise.all(underway)
  progress?.('carry', chunks, chunks)
  return chunks - first
}

type Page = { states: [key: string, digest: string][]; bookmark: string }

async function* statesOf(fabric: FabricChannel): AsyncGenerator<[key: string, digest: string]> {
  for (let bookmark = ''; ;) {
    const page = JSON.parse(utf8Decode(await fabric.ask('states', [bookmark]))) as Page
    yield* page.states
    if (page.bookmark === '') return
    bookmark = page.bookmark
  }
}

/** Holds every value on the channel against the archive. Both are in the order of the keys' bytes. */
const compare = async ({ dir, fabric, progress }: MigrateOptions) => {
  const found: Pick<MigrationReport, 'entries' | 'equal' | 'differences' | 'differing'> = {
    ...{ entries: 0, equal: 0, differences: [], differing: 0 },
  }
  const differs = (key: string, what: MigrationReport['differences'][number]['what']): void => {
    found.differing += 1
    if (found.differences.length < mostNamed) found.differences.push({ key, what })
  }
  const before = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0
  const archive = carriedEntries(dir)
  let own = archive.next()
  for await (const [key, digest] of statesOf(fabric)) {
    for (; own.done !== true && before(own.value.key, key); own = archive.next()) {
      found.entries += 1
      differs(own.value.key, 'missing')
    }
    if (own.done === true || own.value.key !== key) {
      differs(key, 'not in the archive')
      continue
    }
    found.entries += 1
    if (own.value.digest === digest) found.equal += 1
    else differs(key, 'another value')
    own = archive.next()
    if (found.entries % 1_000 === 0) progress?.('compare', found.entries, found.entries)
  }
  for (; own.done !== true; own = archive.next()) {
    found.entries += 1
    differs(own.value.key, 'missing')
  }
  return found
}

/**
 * Moves the log in `dir`, or goes on where an earlier call was broken off. Nothing of the embedded log is changed but its last entry.
 * Throws LEDGER_LOCKED while a server has it open, LOG_MISMATCH when the channel carries another log, LEDGER_DAMAGED, NOT_READY.
 */
export const migrateLog = async (options: MigrateOptions): Promise<MigrationReport> => {
  const { dir, keyDir, fabric, progress } = options
  await endHere(options)
  await verifyLedger({ dir, keyDir, hashesOnly: true, progress: (done, of) => progress?.('verify', done, of) })
  const genesis = genesisOf(options)
  const { origin, base } = genesis
  if (base === null) throw new AppError('INTERNAL')
  await haveWritten(fabric, 'found', [canonical(genesis)])
  const carried = await carry(options, base.chunks.length)
  await haveWritten(fabric, 'open', [])
  const { height, size, root, chunks } = base
  return { origin, height, size, root, chunks: chunks.length, carried, ...(await compare(options)) }
}
