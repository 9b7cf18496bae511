// `pnpm bench ledger`: receipts a second through the embedded ledger alone, durable, beside what this machine can do at most.
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openEmbeddedLedger } from '@ectrace/bff/ledger/embedded/open'
import { useNativeSha256 } from '@ectrace/bff/native-sha256'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Ledger, Submission } from '@ectrace/shared/ledger/ledger'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import { load } from './ledger/load.ts'
import type { Load } from './ledger/load.ts'
import { failuresOf, sayRun, saySummary } from './ledger/report.ts'
import type { Measured } from './ledger/report.ts'
import { makeWorld, signReceipt } from './ledger/world.ts'
import type { World } from './ledger/world.ts'
import { fdatasyncPerSecond, verifyPerSecondOnAll } from './measure/limits.ts'
import { diskOf, machine, say, sayLines } from './measure/machine.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    receipts: { type: 'string', default: '12000' },
    'in-flight': { type: 'string', default: '64' },
    folder: { type: 'string', default: tmpdir() },
  },
})
const whole = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${text} is not a whole number from 1`)
  return value
}
const [runs, receipts, inFlight] = [whole(values.runs), whole(values.receipts), whole(values['in-flight'])]
const [userCount, laneCount] = [50, 200]
const [warmUp, loneReceipts, limitMs] = [3_000, 500, 1_000]

type Bench = { ledger: Ledger; world: World; dir: string }

/** Signed beforehand: an envelope is good for five minutes. */
const signReceipts = ({ world }: Bench, count: number): Submission[] =>
  Array.from({ length: count }, (_none, i) => {
    const lane = world.lanes[i % world.lanes.length]
    if (lane === undefined) throw new Error('there is no trade')
    return signReceipt(world, lane)
  })

const measure = async (bench: Bench, count: number, atOnce: number): Promise<Load> => {
  const { ledger, world } = bench
  const submissions = signReceipts(bench, count)
  const read = world.lanes.map(({ no }) => keys.delivery(no))
  const before = (await ledger.log()).size
  const run = await load(ledger, submissions, read, atOnce)
  const [told, written] = [run.latencies.length, (await ledger.log()).size - before]
  if (written !== told) throw new Error(`${String(told)} receipts were acknowledged, ${String(written)} are on chain`)
  return run
}

const measureAll = async (bench: Bench): Promise<Measured> => {
  say(`warm-up: ${String(warmUp)} receipts`)
  await measure(bench, warmUp, inFlight)
  const found: Measured = { full: [], lone: [], verify: [], fdatasync: [] }
  for (let run = 0; run < runs; run++) {
    found.verify.push(await verifyPerSecondOnAll(limitMs))
    found.fdatasync.push(fdatasyncPerSecond(bench.dir, limitMs))
    const [full, lone] = [await measure(bench, receipts, inFlight), await measure(bench, loneReceipts, 1)]
    found.full.push(full)
    found.lone.push(lone)
    sayRun('receipts', full)
    sayRun('one by one', lone)
  }
  return found
}

const logBytes = async (dir: string): Promise<number> => {
  const folder = path.join(dir, 'ledger', 'segments')
  const sizes = (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

const sayConditions = async (bench: Bench, loadBefore: number, payloadBytes: number): Promise<void> =>
  sayLines({
    machine: `${machine(loadBefore)}; shared by the ledger and its driver`,
    durability: `answered after the block's fdatasync; log and state in ${bench.dir}, ${await diskOf(bench.dir)}`,
    concurrency: `${inFlight} submissions in flight from one thread through the worker's messages; one by one: the next after the answer`,
    transaction: `confirmReceipt in part on one of ${laneCount} trades: rule, match, state, history, Merkle tree, signed checkpoint`,
    signatures: `by ${userCount} users, P-256, made before each run by the driver; the ledger verifies each`,
    payload: `${payloadBytes} bytes of envelope and openings`,
    runs: `${runs} of ${receipts} receipts, each followed by ${loneReceipts} one by one`,
  })

const bench = async (): Promise<boolean> => {
  const [loadBefore = 0] = loadavg()
  const dir = await mkdtemp(path.join(values.folder, 'ectrace-bench-'))
  const ledger = await openEmbeddedLedger({
    dir: path.join(dir, 'ledger'),
    keyDir: path.join(dir, 'keys'),
    channel: 'trace',
  })
  try {
    const world = await makeWorld(ledger, userCount, laneCount)
    const made = { ledger, world, dir }
    const payloadBytes = canonicalBytes(signReceipts(made, 1)[0]).length
    await sayConditions(made, loadBefore, payloadBytes)
    const measured = await measureAll(made)
    saySummary(measured, { payloadBytes, logBytes: (await logBytes(dir)) / (await ledger.log()).size })
    return failuresOf(measured).length === 0
  } finally {
    await ledger.close()
    await rm(dir, { recursive: true, force: true })
  }
}

useNativeSha256()
process.exitCode = (await bench()) ? 0 : 1
