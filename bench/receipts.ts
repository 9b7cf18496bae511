// `pnpm bench receipts`: receipts a second through HTTP, and traces of an item with proofs, beside what this machine can do at most.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { statfs } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { figuresOf, median, overRuns, round, sayFigures } from './receipts/figures.ts'
import type { Figures } from './receipts/figures.ts'
import { fdatasyncPerSecond, verifyPerSecond } from './receipts/limits.ts'
import type { LoadJob, LoadResult } from './receipts/load.ts'
import { startServer } from './receipts/server.ts'
import type { Server } from './receipts/server.ts'
import { makeWorld } from './receipts/world.ts'
import type { World } from './receipts/world.ts'

const number = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${text} is not a whole number from 1`)
  return value
}
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '6' },
    'in-flight': { type: 'string', default: '64' },
    folder: { type: 'string', default: tmpdir() },
  },
})
const [runs, seconds, inFlight] = [number(values.runs), number(values.seconds), number(values['in-flight'])]
const tracesInFlight = 16
const staffCount = 8
const limitMs = 1_000
const warmUpSeconds = 4

type Generator = { run: (job: LoadJob) => Promise<LoadResult>; end: () => void }

const startGenerator = (): Generator => {
  const child = fork(fileURLToPath(new URL('./receipts/load.ts', import.meta.url)))
  return {
    run: async (job) => {
      child.send(job)
      const [message] = (await once(child, 'message')) as [{ result: LoadResult } | { error: string }]
      if ('error' in message) throw new Error(message.error)
      return message.result
    },
    end: () => child.disconnect(),
  }
}

type Bench = { server: Server; world: World; generator: Generator }
type Run = { result: LoadResult; figures: Figures }

const measure = async ({ server, generator }: Bench, job: LoadJob): Promise<Run> => {
  const before = await server.meter()
  const result = await generator.run(job)
  const after = await server.meter()
  const [told, written] = [result.latencies.length, after.size - before.size]
  if (job.kind === 'receipts' && written !== told)
    throw new Error(`${String(told)} receipts were acknowledged, ${String(written)} are on chain`)
  return { result, figures: figuresOf(result, before, after) }
}

const receiptJob = ({ server, world }: Bench, lanes: number, time = seconds): LoadJob => {
  const { place, tokens } = world
  return { kind: 'receipts', url: server.url, seconds: time, lanes: world.lanes.slice(0, lanes), tokens, place }
}
const traceJob = ({ server, world }: Bench, time = seconds): LoadJob => {
  return { kind: 'traces', url: server.url, seconds: time, items: world.items, inFlight: tracesInFlight }
}

type Limits = { verify: number[]; fdatasync: number[] }
type Measured = { receipts: Run[]; alone: Run[]; traces: Run[]; limits: Limits }

const say = (line: string): void => console.log(line)

const measureAll = async (bench: Bench): Promise<Measured> => {
  say(`warm-up: ${String(warmUpSeconds)} s each`)
  await measure(bench, receiptJob(bench, inFlight, warmUpSeconds))
  await measure(bench, traceJob(bench, warmUpSeconds))
  const found: Measured = { receipts: [], alone: [], traces: [], limits: { verify: [], fdatasync: [] } }
  for (let run = 0; run < runs; run++) {
    found.limits.verify.push(verifyPerSecond(limitMs))
    found.limits.fdatasync.push(fdatasyncPerSecond(bench.server.folder, limitMs))
    found.receipts.push(await measure(bench, receiptJob(bench, inFlight)))
    found.alone.push(await measure(bench, receiptJob(bench, 1, 2)))
    found.traces.push(await measure(bench, traceJob(bench)))
    for (const name of ['receipts', 'alone', 'traces'] as const)
      say(sayFigures(name, (found[name].at(-1) as Run).figures))
  }
  return found
}

const tmpfs = 0x01021994

const sayConditions = async ({ server, world }: Bench): Promise<void> => {
  const processors = cpus()
  const { type } = await statfs(server.folder)
  const disk = type === tmpfs ? 'MEMORY (tmpfs): nothing here is durable' : `file system type 0x${type.toString(16)}`
  say(
    [
      '',
      `machine      ${String(processors.length)} × ${processors[0]?.model ?? 'processor'}, ${String(Math.round(totalmem() / 2 ** 30))} GiB, Node ${process.versions.node}; server and generator share it`,
      `durability   one fdatasync for each block before any answer; vault synchronous=FULL; data in ${values.folder}, ${disk}`,
      `concurrency  receipts: ${String(inFlight)} trades, one request of each in flight; alone: one; traces: ${String(tracesInFlight)}; keep-alive, no pipelining`,
      `request      session, Idempotency-Key, matching against the chain, one line of a bulk trade received in part`,
      `signatures   each receipt signed by the server's signer with the key of one of ${String(staffCount)} users, verified by the ledger; the generator verifies nothing`,
      `log-in       ${String(world.loginMs.length)} beforehand, one after the other, median ${median(world.loginMs).toFixed(0)} ms (argon2)`,
    ].join('\n'),
  )
}

const sayPayload = ({ receipts, traces }: Measured): void => {
  const [receipt, trace] = [receipts.at(-1)?.result, traces.at(-1)?.result]
  say(
    `payload      receipt: ${String(receipt?.requestBytes)} bytes asked, ${String(receipt?.replyBytes)} answered with proof; trace: ${String(trace?.replyBytes)} bytes of JSON with the proofs of ${String(recordsOf(trace))} records`,
  )
}

const sayFailures = (measured: Measured): void => {
  for (const { result } of [...measured.receipts, ...measured.alone, ...measured.traces])
    for (const [fault, count] of Object.entries(result.failures)) say(`failed       ${fault} × ${String(count)}`)
}

const summarise = (measured: Measured): boolean => {
  const [receipts, alone, traces] = (['receipts', 'alone', 'traces'] as const).map((name) =>
    overRuns(measured[name].map(({ figures }) => figures)),
  ) as [Figures, Figures, Figures]
  const [verify, fdatasync] = [median(measured.limits.verify), median(measured.limits.fdatasync)]
  const failures = receipts.failures + alone.failures + traces.failures
  say(`\nmedians of ${String(runs)} runs of ${String(seconds)} s`)
  say(sayFigures('receipts', receipts))
  say(sayFigures('alone', alone))
  say(sayFigures('traces', traces))
  say(`limits       P-256 verify ${verify.toFixed(0)}/s on one thread · fdatasync of 4 KiB ${fdatasync.toFixed(0)}/s`)
  say(
    `ratios       receipts / verify ${(receipts.perSecond / verify).toFixed(4)} · receipts / fdatasync ${(receipts.perSecond / fdatasync).toFixed(3)}`,
  )
  const figures = {
    receiptsPerSecond: receipts.perSecond,
    p50Ms: receipts.p50,
    p99Ms: receipts.p99,
    maxMs: receipts.max,
    aloneP50Ms: alone.p50,
    aloneP99Ms: alone.p99,
    tracesPerSecond: traces.perSecond,
    traceP50Ms: traces.p50,
    traceP99Ms: traces.p99,
    traceMaxMs: traces.max,
    verifyPerSecond: verify,
    fdatasyncPerSecond: fdatasync,
    receiptsPerVerify: receipts.perSecond / verify,
    receiptsPerFdatasync: receipts.perSecond / fdatasync,
    receiptsPerBlock: receipts.perBlock,
    serverCpus: receipts.serverCpus,
    generatorCpus: receipts.generatorCpus,
    inFlight,
    runs,
    seconds,
    failures,
  }
  say(JSON.stringify(Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(value)]))))
  return failures === 0
}
