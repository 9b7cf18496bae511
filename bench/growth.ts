// `pnpm bench growth`: a ledger of a million transactions: start, reads, proofs, history, memory, bytes, and how fast it is verified.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openEmbeddedLedger } from '@ectrace/bff/ledger/embedded/open'
import { verifyLedger } from '@ectrace/bff/ledger/embedded/verify-ledger'
import { useNativeSha256 } from '@ectrace/bff/native-sha256'
import { openProgress } from '@ectrace/bff/progress-bar'
import type { Asked } from './growth/asking.ts'
import { fill } from './growth/fill.ts'
import { makeWorld } from './growth/world.ts'
import { verifyPerSecondOnAll } from './measure/limits.ts'
import { diskOf, machine, say, sayJson, sayLines } from './measure/machine.ts'

const { values } = parseArgs({
  options: {
    transactions: { type: 'string', default: '1000000' },
    /** A ledger that an earlier run left there is measured as it is; a new one stays there. */
    folder: { type: 'string' },
  },
})
const wanted = Number(values.transactions)
if (!Number.isSafeInteger(wanted) || wanted < 1_000) throw new Error('--transactions is a whole number from 1000')
const [laneCount, inFlight, limitMs] = [50, 256, 2_000]

type Place = { dir: string; keyDir: string }

const make = async ({ dir, keyDir }: Place): Promise<void> => {
  const ledger = await openEmbeddedLedger({ dir, keyDir, channel: 'trace' })
  const started = performance.now()
  const progress = openProgress({ label: '写入 fill', total: wanted, out: process.stderr })
  const world = await makeWorld(ledger, laneCount)
  const { size } = await ledger.log()
  await fill(ledger, world, { from: size, until: wanted, inFlight, progress: progress.at })
  progress.end()
  const seconds = (performance.now() - started) / 1_000
  say(
    `filled       ${wanted} in ${seconds.toFixed(0)} s, ${(wanted / seconds).toFixed(0)}/s, durable, ${inFlight} in flight`,
  )
  await ledger.close()
}

const ask = async ({ dir, keyDir }: Place): Promise<Asked & { startMs: number }> => {
  const started = Date.now()
  const child = fork(fileURLToPath(new URL('./growth/asking.ts', import.meta.url)), [dir, keyDir])
  const ended = once(child, 'exit')
  const [asked] = (await Promise.race([once(child, 'message'), ended.then(() => [])])) as [Asked?]
  if (asked === undefined) throw new Error('the process that asks ended')
  await ended
  return { ...asked, startMs: asked.firstAnswerAt - started }
}

type Verified = { perSecond: number; cpuMs: number; transactions: number; blocks: number }

const verify = async ({ dir, keyDir }: Place, hashesOnly: boolean): Promise<Verified> => {
  const [started, before] = [performance.now(), process.cpuUsage()]
  let bar: ReturnType<typeof openProgress> | undefined
  const progress = (done: number, total: number): void => {
    bar ??= openProgress({ label: hashesOnly ? '校验哈希 verify --hashes' : '校验 verify', total, out: process.stderr })
    bar.at(done)
  }
  const { transactions, blocks } = await verifyLedger({ dir, keyDir, hashesOnly, progress })
  bar?.end()
  const seconds = (performance.now() - started) / 1_000
  const { user, system } = process.cpuUsage(before)
  return { perSecond: transactions / seconds, cpuMs: (user + system) / 1_000 / transactions, transactions, blocks }
}

const bytesOf = (folder: string, pattern: RegExp): number =>
  readdirSync(folder)
    .filter((name) => pattern.test(name))
    .reduce((bytes, name) => bytes + statSync(path.join(folder, name)).size, 0)

const measure = async (place: Place): Promise<void> => {
  const asked = await ask(place)
  const limits = [await verifyPerSecondOnAll(limitMs)]
  const hashes = await verify(place, true)
  const full = await verify(place, false)
  limits.push(await verifyPerSecondOnAll(limitMs))
  const limit = (limits[0] ?? 0) / 2 + (limits[1] ?? 0) / 2
  const { transactions, blocks } = full
  const logBytes = bytesOf(path.join(place.dir, 'segments'), /\.log$/) / transactions
  const stateBytes = bytesOf(place.dir, /^state\.db/) / transactions
  const ms = (value: number): string => `${value.toFixed(2)} ms`
  sayLines({
    log: `${transactions} transactions in ${blocks} blocks; ${logBytes.toFixed(0)} bytes a transaction in the log, ${stateBytes.toFixed(0)} in the state database`,
    start: `${ms(asked.startMs)} from the start of the process to the first answer, of which the ledger's opening ${ms(asked.openMs)}`,
    'p99 of': `state read ${ms(asked.readP99Ms)}, transaction ${ms(asked.transactionP99Ms)}, inclusion ${ms(asked.inclusionP99Ms)}, consistency ${ms(asked.consistencyP99Ms)}, history page of 100 ${ms(asked.historyPageP99Ms)}; one after the other, at random places and sizes, through the worker's messages`,
    memory: `${asked.rssAtStartMb.toFixed(0)} MB after the start, at most ${asked.rssMb.toFixed(0)} MB`,
    'verify hashes': `${hashes.perSecond.toFixed(0)}/s, ${hashes.cpuMs.toFixed(4)} ms of processor time a transaction`,
    'verify all': `${full.perSecond.toFixed(0)}/s, ${full.cpuMs.toFixed(4)} ms of processor time a transaction; P-256 alone ${limit.toFixed(0)}/s on all processors`,
  })
  const { startMs, openMs, readP99Ms, transactionP99Ms, inclusionP99Ms, consistencyP99Ms, historyPageP99Ms, rssMb } =
    asked
  sayJson({
    ...{
      transactions,
      startMs,
      openMs,
      readP99Ms,
      transactionP99Ms,
      inclusionP99Ms,
      consistencyP99Ms,
      historyPageP99Ms,
    },
    ...{ rssMb, logBytesPerTransaction: logBytes, stateBytesPerTransaction: stateBytes },
    ...{ verifyHashesPerSecond: hashes.perSecond, verifyPerSecond: full.perSecond },
    ...{ p256PerSecond: limit, ratioToVerifyLimit: full.perSecond / limit },
  })
}

const bench = async (): Promise<void> => {
  useNativeSha256()
  const [loadBefore = 0] = loadavg()
  const folder = values.folder ?? (await mkdtemp(path.join(tmpdir(), 'ectrace-bench-')))
  const place = { dir: path.join(folder, 'data', 'ledger'), keyDir: path.join(folder, 'keys') }
  sayLines({
    machine: machine(loadBefore),
    folder: `${folder}, ${await diskOf(path.dirname(folder))}`,
    mix: 'of ten: eight partial receipts, one event, one new batch; each signed by its user, verified by the ledger, durable',
  })
  try {
    if (!existsSync(place.dir)) await make(place)
    await measure(place)
  } finally {
    if (values.folder === undefined) await rm(folder, { recursive: true, force: true })
  }
}

await bench()
