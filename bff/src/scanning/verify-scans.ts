// Walks a channel's log of scans from its beginning, and compares it with what stands on chain: names the first row that is not as it was written.
import type { State } from '@ectrace/shared/ledger/state'
import { AppError } from '@ectrace/shared/errors'
import { scanHash, scanLogStart } from '@ectrace/shared/scanning/scan-log'
import type { Kysely } from 'kysely'
import type { ScanTable, VaultTables } from '../store/vault.ts'

type Anchor = State['scanAnchor']
type Row = Pick<ScanTable, Exclude<keyof ScanTable, 'n' | 'channel' | 'again' | 'request'>>

/** `anchored`: scans that the newest anchor stands for; who can write the vault may still take away those after it. */
export type ScanReport = { scans: number; anchors: number; anchored: number }

const portion = 5_000

const broken = (row: number, what: string): AppError =>
  new AppError('STATE_DIGEST_MISMATCH', { details: { table: 'scan', key: String(row), what } })

const rowsFrom = (vault: Kysely<VaultTables>, channel: string, position: number): Promise<Row[]> =>
  vault
    .selectFrom('scan')
    .select([
      'position',
      'path',
      'batch',
      'organisation',
      'person',
      'at',
      'city',
      'latitude',
      'longitude',
      'by',
      'hash',
    ])
    .where('channel', '=', channel)
    .where('position', '>=', position)
    .orderBy('position')
    .limit(portion)
    .execute()

/** Whether the log so far is the one that was anchored; who made all hashes anew after a change is found here. */
const compare = (anchor: Anchor, { scans, head }: { scans: number; head: string }, since: number): void => {
  if (anchor.head === head) return
  const which = `one of the scans ${String(since)} to ${String(scans - 1)} is not the one that was anchored for ${anchor.day}`
  throw broken(since, which)
}

const walk = async (vault: Kysely<VaultTables>, channel: string, anchors: readonly Anchor[]): Promise<number> => {
  let [scans, head, since] = [0, scanLogStart(channel), 0]
  const left = [...anchors]
  const meet = (): void => {
    for (let anchor = left[0]; anchor?.scans === scans; anchor = left[0]) {
      compare(anchor, { scans, head }, since)
      since = scans
      left.shift()
    }
  }
  meet()
  for (let rows = await rowsFrom(vault, channel, 0); rows.length > 0; rows = await rowsFrom(vault, channel, scans)) {
    for (const row of rows) {
      if (row.position !== scans) throw broken(scans, 'the scan is missing')
      if (scanHash(head, row) !== row.hash) throw broken(scans, 'the scan was changed, put in or taken from before')
      scans += 1
      head = row.hash
      meet()
    }
  }
  const [missed] = left
  if (missed !== undefined)
    throw broken(scans, `the scans from here on that were anchored for ${missed.day} are missing`)
  return scans
}

/** What is kept of each code's first scan, and how many there were, against the log. */
const checkFirstScans = async (vault: Kysely<VaultTables>, channel: string): Promise<void> => {
  const wrong = await vault
    .selectFrom('first_scan as kept')
    .leftJoin('scan', (join) =>
      join.onRef('scan.channel', '=', 'kept.channel').onRef('scan.position', '=', 'kept.position'),
    )
    .select('kept.path')
    .where('kept.channel', '=', channel)
    .where((eb) => {
      const those = eb
        .selectFrom('scan as one')
        .whereRef('one.channel', '=', 'kept.channel')
        .whereRef('one.path', '=', 'kept.path')
      return eb.or([
        eb('scan.path', 'is distinct from', eb.ref('kept.path')),
        eb('scan.at', 'is distinct from', eb.ref('kept.at')),
        eb('scan.city', 'is distinct from', eb.ref('kept.city')),
        eb('scan.person', 'is distinct from', eb.ref('kept.person')),
        eb(
          'kept.position',
          '>',
          those.select(({ fn }) => fn.min('one.position').as('first')),
        ),
        eb(
          'kept.scans',
          '<>',
          those.select(({ fn }) => fn.countAll<number>().as('n')),
        ),
      ])
    })
    .limit(1)
    .executeTakeFirst()
  if (wrong === undefined) return
  const what = 'what is kept of the first scan or of their number is not what the log says'
  throw new AppError('STATE_DIGEST_MISMATCH', { details: { table: 'first_scan', key: wrong.path, what } })
}

/** Throws STATE_DIGEST_MISMATCH {table, key, what}; `key` is the position of a row of the log, or a code. `anchors`: all of the channel. */
export const verifyScans = async (
  vault: Kysely<VaultTables>,
  channel: string,
  anchors: readonly Anchor[],
): Promise<ScanReport> => {
  const inOrder = anchors.toSorted((a, b) => (a.day < b.day ? -1 : 1))
  const scans = await walk(vault, channel, inOrder)
  await checkFirstScans(vault, channel)
  return { scans, anchors: anchors.length, anchored: inOrder.at(-1)?.scans ?? 0 }
}
