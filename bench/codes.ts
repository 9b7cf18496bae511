// `pnpm bench codes`: sets of a million codes prepared by the real server, durable row and tiles included, beside the HMACs this machine makes.
import { loadavg, tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { setTimeout } from 'node:timers/promises'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Client } from '@ectrace/sdk/client'
import { makeBatch } from './http/maker.ts'
import { startServer } from './http/server.ts'
import type { Server } from './http/server.ts'
import { median } from './measure/figures.ts'
import { hmacPerSecond } from './measure/limits.ts'
import { diskOf, machine, say, sayJson, sayLines } from './measure/machine.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    codes: { type: 'string', default: '1000000' },
    folder: { type: 'string', default: tmpdir() },
  },
})
const whole = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${text} is not a whole number from 1`)
  return value
}
const [runs, codes] = [whole(values.runs), whole(values.codes)]
const [warmUp, limitMs, lookMs] = [50_000, 1_000, 50]

type Bench = { server: Server; trader: Client; batch: string }
type Run = { perSecond: number; perCpuSecond: number; peakMb: number; mintMs: number; hmac: number }

/** From the request to the answer that says ready; asked for as a page does. */
const prepare = async (
  { server, trader, batch }: Bench,
  count: number,
): Promise<Omit<Run, 'hmac' | 'mintMs'> & { id: string }> => {
  const spent = async (): Promise<number> => (await server.meter()).threads['minter'] ?? 0
  const before = await spent()
  const started = performance.now()
  const { id } = await trader.call(endpoints.prepareCodes, { params: { id: batch }, body: { count } })
  for (;;) {
    const { state } = await trader.call(endpoints.codePreparation, { params: { id } })
    if (state === 'ready') break
    if (state !== 'preparing') throw new Error(`the set is ${state}`)
    await setTimeout(lookMs)
  }
  const perSecond = (count * 1_000) / (performance.now() - started)
  return { id, perSecond, perCpuSecond: count / ((await spent()) - before), peakMb: await server.peakMb() }
}

const run = async (bench: Bench): Promise<Run> => {
  const hmac = hmacPerSecond(limitMs)
  const { id, ...made } = await prepare(bench, codes)
  const started = performance.now()
  await bench.trader.call(endpoints.mintCodes, { params: { id: bench.batch }, body: { prepared: id } })
  return { ...made, hmac, mintMs: performance.now() - started }
}

const measure = async (bench: Bench): Promise<void> => {
  say(`warm-up: ${String(warmUp)} codes`)
  await prepare(bench, warmUp)
  const found: Run[] = []
  for (let i = 0; i < runs; i++) {
    const one = await run(bench)
    found.push(one)
    say(
      `codes        ${one.perSecond.toFixed(0)}/s, ${one.perCpuSecond.toFixed(0)} in a second of its thread · at most ${one.peakMb.toFixed(0)} MB · on chain in ${one.mintMs.toFixed(0)} ms · HMAC ${one.hmac.toFixed(0)}/s`,
    )
  }
  const of = (name: keyof Run): number => median(found.map((one) => one[name]))
  const ratio = median(found.map(({ perSecond, hmac }) => perSecond / hmac))
  say(`\nmedians of ${String(runs)} runs`)
  sayLines({
    codes: `${of('perSecond').toFixed(0)}/s, ${of('perCpuSecond').toFixed(0)} in a second of processor time of the thread that mints; process at most ${of('peakMb').toFixed(0)} MB`,
    minting: `${of('mintMs').toFixed(0)} ms for the transaction of a whole set`,
    limits: `HMAC-SHA-256 on one thread ${of('hmac').toFixed(0)}/s · codes / HMAC ${ratio.toFixed(2)}`,
  })
  sayJson({
    codesPerSecond: of('perSecond'),
    codesPerCpuSecond: of('perCpuSecond'),
    peakMb: of('peakMb'),
    mintMs: of('mintMs'),
    hmacPerSecond: of('hmac'),
    ratioToHmac: ratio,
  })
}

const [loadBefore = 0] = loadavg()
const server = await startServer(values.folder)
try {
  sayLines({
    machine: `${machine(loadBefore)}; shared by the server and its driver`,
    durability: `ready once tiles and row are durable, in ${server.folder}, ${await diskOf(server.folder)}`,
    code: 'number enciphered (FF1, ten AES blocks), keyed check (HMAC-SHA-256), base 32, path, leaf hash, Merkle tree; one thread',
    memory: 'most resident memory of the whole server process since its start, with ledger, HTTP and signer threads',
    runs: `${String(runs)} sets of ${String(codes)} codes of one batch, each then put on chain`,
  })
  await measure({ server, ...(await makeBatch(server, runs * codes)) })
} finally {
  await server.end()
}
