// `pnpm bench receipts`: receipts a second through HTTP, and traces of an item with proofs, beside what this machine can do at most.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg, tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { fdatasyncPerSecond, verifyPerSecond } from './measure/limits.ts'
import { say } from './measure/machine.ts'
import { figuresOf, sayFigures } from './receipts/figures.ts'
import type { LoadJob, LoadResult } from './receipts/load.ts'
import { sayConditions, saySummary } from './receipts/report.ts'
import type { Measured, Run } from './receipts/report.ts'
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

const receiptJob = ({ server, world }: Bench, lanes: number, time = seconds): LoadJob => {
  const { place, tokens } = world
  return { kind: 'receipts', url: server.url, seconds: time, lanes: world.lanes.slice(0, lanes), tokens, place }
}
const traceJob = ({ server, world }: Bench, time = seconds): LoadJob => {
  return { kind: 'traces', url: server.url, seconds: time, items: world.items, inFlight: tracesInFlight }
}

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
      for (const { figures } of found[name].slice(-1)) say(sayFigures(name, figures))
  }
  return found
}

const bench = async (): Promise<boolean> => {
  const [loadBefore = 0] = loadavg()
  const server = await startServer(values.folder)
  const generator = startGenerator()
  try {
    say('set-up')
    const world = await makeWorld(server, { laneCount: inFlight, staffCount })
    const measured = await measureAll({ server, world, generator })
    const { loginMs } = world
    await sayConditions({ folder: server.folder, inFlight, tracesInFlight, staffCount, loadBefore, loginMs })
    return saySummary(measured, { inFlight, runs, seconds })
  } finally {
    generator.end()
    await server.end()
  }
}

process.exitCode = (await bench()) ? 0 : 1
