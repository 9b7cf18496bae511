// `pnpm bench labels`: labels of minted codes in one PDF over HTTP from the real server, its memory, and the rate of every format.
import { loadavg, tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { makeBatch } from './http/maker.ts'
import type { Maker } from './http/maker.ts'
import { startServer } from './http/server.ts'
import type { Server } from './http/server.ts'
import { median } from './measure/figures.ts'
import { verifyPerSecond } from './measure/limits.ts'
import { machine, say, sayJson, sayLines } from './measure/machine.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, labels: { type: 'string', default: '10000' } },
})
const whole = (text: string, most: number): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1 || value > most) throw new Error(`${text} is not a whole number from 1`)
  return value
}
const [runs, labels] = [whole(values.runs, 100), whole(values.labels, 10_000)]
const formats = ['pdf', 'zpl', 'svg', 'csv', 'xlsx'] as const
const [warmUp, limitMs] = [100, 1_000]

type Bench = { server: Server; maker: Maker }
type Run = { seconds: number; firstMs: number; megabytes: number; cpuSeconds: number }

/** From the request to the last byte, read as it comes and thrown away. */
const take = async ({ server, maker }: Bench, format: (typeof formats)[number], count: number): Promise<Run> => {
  const before = await server.meter()
  const started = performance.now()
  const address = `${server.url}/api/v1/batches/${maker.batch}/labels?set=0&from=0&count=${count}&format=${format}`
  const reply = await fetch(address, { headers: { authorization: `Bearer ${maker.token}` } })
  if (!reply.ok || reply.body === null) throw new Error(`${format}: ${reply.status} ${await reply.text()}`)
  const firstMs = performance.now() - started
  let bytes = 0
  for await (const piece of reply.body as unknown as AsyncIterable<Uint8Array>) bytes += piece.length
  const seconds = (performance.now() - started) / 1_000
  const { cpuSeconds } = await server.meter()
  return { seconds, firstMs, megabytes: bytes / 2 ** 20, cpuSeconds: cpuSeconds - before.cpuSeconds }
}

const middle = (all: readonly Run[], of: keyof Run): number => median(all.map((one) => one[of]))

const bench = async (): Promise<void> => {
  const [loadBefore = 0] = loadavg()
  sayLines({ machine: machine(loadBefore), labels: `${labels} of 63.5 × 38.1 mm with four lines, 21 on a page of A4` })
  const server = await startServer(tmpdir())
  try {
    const maker = await makeBatch(server, labels)
    await maker.trader.call(endpoints.mintCodes, { params: { id: maker.batch }, body: { count: labels } })
    const measured = { server, maker }
    const limits = [verifyPerSecond(limitMs)]
    for (const format of formats) await take(measured, format, Math.min(warmUp, labels))
    const restMb = await server.peakMb()
    const found = new Map<string, Run[]>()
    for (let run = 0; run < runs; run++)
      found.set('pdf', [...(found.get('pdf') ?? []), await take(measured, 'pdf', labels)])
    const peakMb = await server.peakMb()
    for (const format of formats.slice(1))
      for (let run = 0; run < runs; run++)
        found.set(format, [...(found.get(format) ?? []), await take(measured, format, labels)])
    limits.push(verifyPerSecond(limitMs))
    for (const [format, all] of found)
      say(
        `${format.padEnd(12)} ${middle(all, 'seconds').toFixed(2)} s, ${(labels / middle(all, 'seconds')).toFixed(0)} labels/s, first byte after ${middle(all, 'firstMs').toFixed(0)} ms, ${middle(all, 'megabytes').toFixed(1)} MB, ${middle(all, 'cpuSeconds').toFixed(2)} s of processor time`,
      )
    say(`memory       ${restMb.toFixed(0)} MB at most before, ${peakMb.toFixed(0)} MB after the PDFs`)
    say(`limit        P-256 on one thread ${median(limits).toFixed(0)}/s in the same minutes`)
    const pdf = found.get('pdf') ?? []
    sayJson({
      ...{ labels, seconds: middle(pdf, 'seconds'), peakMb, cpuSeconds: middle(pdf, 'cpuSeconds') },
      ...{ restMb, p256PerSecond: median(limits) },
    })
  } finally {
    await server.end()
  }
}

await bench()
