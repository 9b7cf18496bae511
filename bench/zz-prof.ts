import { Session } from 'node:inspector/promises'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { openCore } from '../bff/src/ledger/embedded/core.ts'
import { makeWorld, signReceipt } from './ledger/world.ts'
const dir = mkdtempSync('/tmp/hp-prof-')
const ledger: any = await openCore({ dir: dir + '/l', keyDir: dir + '/k', channel: 'trace', clock: Date.now, note: console.log })
const world = await makeWorld(ledger, 50, 200)
const sign = (n: number) => Array.from({ length: n }, (_, i) => structuredClone(signReceipt(world, world.lanes[i % 200]!)))
const go = async (s: any[]) => { let n = 0; await Promise.all(Array.from({ length: 64 }, async () => { for (let x = s[n++]; x; x = s[n++]) await ledger.submit(x) })) }
await go(sign(3000))
const N = Number(process.argv[2] ?? 4000)
const s = sign(N)
const session = new Session(); session.connect()
const prof = process.argv[3] !== 'no'
if (prof) { await session.post('Profiler.enable'); await session.post('Profiler.setSamplingInterval', { interval: 200 }); await session.post('Profiler.start') }
const c = process.threadCpuUsage(), t = performance.now()
await go(s)
const u = process.threadCpuUsage(c)
console.log('thread cpu ms/tx', (u.user + u.system) / 1000 / N, 'user', u.user / 1000 / N, 'tx/s', N / (performance.now() - t) * 1000)
if (prof) {
  const { profile } = await session.post('Profiler.stop')
  writeFileSync('/tmp/hp.cpuprofile', JSON.stringify(profile))
}
await ledger.close(); rmSync(dir, { recursive: true })
