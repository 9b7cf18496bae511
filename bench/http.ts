// `pnpm bench http`: receipts a second through HTTP, traces read and proven, and who takes the processors' time for it.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg, tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { fdatasyncPerSecond, verifyPerSecond } from './measure/limits.ts'
import { say } from './measure/machine.ts'
import { figuresOf, sayFigures } from './http/figures.ts'
import type { LoadJob, LoadResult, ReceiptJob, TraceJob } from './http/load.ts'
import { kinds, sayConditions, saySummary } from './http/report.ts'
import type { Measured, Run } from './http/report.ts'
import { startServer } from './http/server.ts'
import type { Server } from './http/server.ts'
import { makeWorld } from './http/world.ts'
import type { World } from './http/world.ts'

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
    // Writes a profile of each thread of the server there.
    profiles: { type: 'string' },
  },
})
const [runs, seconds, inFlight] = [number(values.runs), number(values.seconds), number(values['in-flight'])]
const tracesInFlight = 32
const staffCount = 8
const limitMs = 1_000
const warmUpSeconds = 4

type Generator = { run: (job: LoadJob) => Promise<LoadResult>; end: () => void }

const startGenerator = (): Generator => {
  const child = fork(fileURLToPath(new URL('./http/load.ts', import.meta.url)))
  const ended = once(child, 'exit')
  return {
    run: async (job) => {
      child.send(job)
      const answer = once(child, 'message') as Promise<[{ result: LoadResult } | { error: string }]>
      const [message] = await Promise.race([answer, ended.then(() => [{ error: 'the generator ended' }] as const)])
      if ('error' in message) throw new Error(message.error)
      return message.result
    },
    end: () => child.disconnect(),
  }
}

type Bench = { server: Server; world: World; generator: Generator }

const measure = async ({ server, generator }: Bench, job: LoadJob): Promise<Run> => {
  const before = await server.meter()
  const result = await generator.run(job)
  const after = await server.meter()
  const [told, written] = [result.latencies.length, after.size - before.size]
  if (job.kind === 'receipts' && written !== told)
    throw new Error(`${String(told)} receipts were acknowledged, ${String(written)} are on chain`)
  return { result, figures: figuresOf(result, before, after) }
}

const receiptJob = ({ server, world }: Bench, lanes: number, time = seconds): ReceiptJob => {
  const { place, tokens } = world
  return { kind: 'receipts', url: server.url, seconds: time, lanes: world.lanes.slice(0, lanes), tokens, place }
}
const traceJob = ({ server, world }: Bench, time = seconds): TraceJob => {
  return { kind: 'traces', url: server.url, seconds: time, codes: world.codes, inFlight: tracesInFlight }
}
const provenJob = (bench: Bench, time = seconds): TraceJob => {
  return { ...traceJob(bench, time), moving: receiptJob(bench, 1, time) }
}

const measureAll = async (bench: Bench): Promise<Measured> => {
  say(`warm-up: ${String(warmUpSeconds)} s each`)
  await measure(bench, receiptJob(bench, inFlight, warmUpSeconds))
  await measure(bench, provenJob(bench, warmUpSeconds))
  const found: Measured = { receipts: [], alone: [], reads: [], proven: [], limits: { verify: [], fdatasync: [] } }
  for (let run = 0; run < runs; run++) {
    found.limits.verify.push(verifyPerSecond(limitMs))
    found.limits.fdatasync.push(fdatasyncPerSecond(bench.server.folder, limitMs))
    found.receipts.push(await measure(bench, receiptJob(bench, inFlight)))
    found.alone.push(await measure(bench, receiptJob(bench, 1, 2)))
    // Each code's first read after the receipts is not what is measured here.
    await measure(bench, { ...traceJob(bench), once: true })
    found.reads.push(await measure(bench, traceJob(bench)))
    found.proven.push(await measure(bench, provenJob(bench)))
    for (const kind of kinds) for (const { figures } of found[kind].slice(-1)) say(sayFigures(kind, figures))
  }
  return found
}

const bench = async (): Promise<boolean> => {
  const [loadBefore = 0] = loadavg()
  const server = await startServer(values.folder, values.profiles)
  const generator = startGenerator()
  try {
    say('set-up')
    const world = await makeWorld(server, { laneCount: inFlight, staffCount })
    const measured = await measureAll({ server, world, generator })
    const { loginMs } = world
    await sayConditions({
      ...{ folder: server.folder, inFlight, tracesInFlight, codeCount: world.codes.length },
      ...{ staffCount, loadBefore, loginMs },
    })
    return saySummary(measured, { inFlight, runs, seconds })
  } finally {
    generator.end()
    await server.end()
  }
}

process.exitCode = (await bench()) ? 0 : 1
