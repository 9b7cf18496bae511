// `pnpm bench engines`: the same stream of receipts through the embedded ledger and through a Fabric network on this machine, in one run.
// Needs Fabric's programs in FABRIC_BIN. One machine carries three orderers, two peers and two chaincode servers here: the ratio says what
// agreement between two organisations costs on it, not how fast Fabric is on machines of its own.
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openEmbeddedLedger } from '@ectrace/bff/ledger/embedded/open'
import { openFabricLedger } from '@ectrace/bff/ledger/fabric/open'
import { useNativeSha256 } from '@ectrace/bff/native-sha256'
import { bundleChaincode } from '@ectrace/contracts/build/bundle'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { openNetwork } from '../deploy/fabric/network.ts'
import { load } from './ledger/load.ts'
import type { Load } from './ledger/load.ts'
import { makeWorld, signReceipt } from './ledger/world.ts'
import type { World } from './ledger/world.ts'
import { median, quantile, round } from './measure/figures.ts'
import { diskOf, machine, say, sayLines } from './measure/machine.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    receipts: { type: 'string', default: '1500' },
    'in-flight': { type: 'string', default: '64' },
  },
})
const [runs, receipts, inFlight] = [values.runs, values.receipts, values['in-flight']].map(Number) as [
  number,
  number,
  number,
]
const [userCount, laneCount, lone] = [50, 200, 20]

type Subject = { name: 'embedded' | 'fabric'; ledger: Ledger; world: World; full: Load[]; lone: Load[] }

const stream = ({ ledger, world }: Subject, count: number, atOnce: number): Promise<Load> => {
  const submissions = Array.from({ length: count }, (_none, i) => {
    const lane = world.lanes[i % world.lanes.length]
    if (lane === undefined) throw new Error('there is no trade')
    return signReceipt(world, lane)
  })
  return load(ledger, submissions, [keys.operator()], atOnce)
}

const measure = async (subject: Subject): Promise<void> => {
  const before = (await subject.ledger.log()).size
  const [full, alone] = [await stream(subject, receipts, inFlight), await stream(subject, lone, 1)]
  const told = full.latencies.length + alone.latencies.length
  const written = (await subject.ledger.log()).size - before
  if (written !== told) throw new Error(`${String(told)} receipts were acknowledged, ${String(written)} are on chain`)
  subject.full.push(full)
  subject.lone.push(alone)
  const { receiptsPerSecond, p50Ms, p99Ms } = figuresOf([full], [alone])
  say(`${subject.name.padEnd(10)} ${receiptsPerSecond}/s · p50 ${p50Ms} ms · p99 ${p99Ms} ms`)
}

const figuresOf = (full: readonly Load[], alone: readonly Load[]) => {
  const over = (of: (run: Load) => number): number => round(median(full.map(of)))
  return {
    receiptsPerSecond: over(({ latencies, seconds }) => latencies.length / seconds),
    p50Ms: over(({ latencies }) => quantile(latencies, 0.5)),
    p99Ms: over(({ latencies }) => quantile(latencies, 0.99)),
    loneP50Ms: round(median(alone.map(({ latencies }) => quantile(latencies, 0.5)))),
    receiptsPerBlock: over(({ latencies, blocks }) => latencies.length / blocks),
    failures: [...full, ...alone].reduce(
      (sum, { failures }) => sum + Object.values(failures).reduce((a, b) => a + b, 0),
      0,
    ),
  }
}

/** Bytes of all files below `folder`. */
const bytesIn = async (folder: string): Promise<number> => {
  const files = (await readdir(folder, { withFileTypes: true, recursive: true })).filter((entry) => entry.isFile())
  const sizes = files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

const bench = async (): Promise<boolean> => {
  const [loadBefore = 0] = loadavg()
  const dir = await mkdtemp(path.join(tmpdir(), 'ectrace-engines-'))
  const network = await openNetwork({ dir: path.join(dir, 'network'), chaincode: await bundleChaincode() })
  const places = (name: string) => ({
    dir: path.join(dir, name),
    keyDir: path.join(dir, `${name}-keys`),
    channel: 'trace',
  })
  const ledgers = {
    embedded: await openEmbeddedLedger(places('embedded')),
    fabric: await openFabricLedger({ ...places('fabric'), profile: path.join(network.dir, 'org1.json') }),
  }
  try {
    sayLines({
      machine: machine(loadBefore),
      durability: `both answer after their blocks are on disk; ${await diskOf(dir)}`,
      network:
        'two organisations that both endorse, a peer and a chaincode server each, three Raft orderers, TLS, all on this machine',
      stream: `${receipts} × confirmReceipt on ${laneCount} trades by ${userCount} users, ${inFlight} in flight, then ${lone} one by one; ${runs} runs each, in turns`,
    })
    const subjects: Subject[] = []
    for (const name of ['embedded', 'fabric'] as const) {
      const world = await makeWorld(ledgers[name], userCount, laneCount)
      subjects.push({ name, ledger: ledgers[name], world, full: [], lone: [] })
    }
    const folders = {
      peer: path.join(network.dir, 'parts', 'peer0.org1'),
      orderer: path.join(network.dir, 'parts', 'orderer1'),
      copy: path.join(dir, 'fabric'),
    }
    const sizes = (): Promise<number[]> => Promise.all(Object.values(folders).map(bytesIn))
    const before = await sizes()
    for (let run = 0; run < runs; run++) for (const subject of subjects) await measure(subject)
    const [embedded, fabric] = subjects.map((subject) => figuresOf(subject.full, subject.lone))
    if (embedded === undefined || fabric === undefined) throw new Error('there was no run')
    const grown = (await sizes()).map((size, i) => Math.round((size - (before[i] ?? 0)) / (runs * (receipts + lone))))
    say(
      `bytes a receipt on disk: ${Object.keys(folders)
        .map((name, i) => `${name} ${String(grown[i])}`)
        .join(', ')}`,
    )
    const ratio = round(embedded.receiptsPerSecond / fabric.receiptsPerSecond)
    say(JSON.stringify({ embedded, fabric, ratio }))
    return embedded.failures + fabric.failures === 0
  } finally {
    await ledgers.fabric.close()
    await ledgers.embedded.close()
    await network.close()
    await rm(dir, { recursive: true, force: true })
  }
}

useNativeSha256()
process.exitCode = (await bench()) ? 0 : 1
