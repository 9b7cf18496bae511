// A process of its own that opens a large ledger and asks it: how long until the first answer, then reads, proofs, history and memory.
import { openEmbeddedLedger } from '@ectrace/bff/ledger/embedded/open'
import { useNativeSha256 } from '@ectrace/bff/native-sha256'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { quantile } from '../measure/figures.ts'

/** Milliseconds; `openMs` is the ledger's opening alone, `firstAnswerAt` on the clock of the machine. */
export type Asked = {
  firstAnswerAt: number
  openMs: number
  readP99Ms: number
  inclusionP99Ms: number
  consistencyP99Ms: number
  historyPageP99Ms: number
  transactionP99Ms: number
  rssMb: number
  rssAtStartMb: number
}

const questions = 5_000
const sampledBlocks = 200

const below = (limit: number): number => Math.floor(Math.random() * limit)

const p99 = async (times: number, ask: (i: number) => Promise<unknown>): Promise<number> => {
  const latencies: number[] = []
  for (let i = 0; i < times; i++) {
    const started = performance.now()
    await ask(i)
    latencies.push(performance.now() - started)
  }
  return quantile(
    latencies.sort((a, b) => a - b),
    0.99,
  )
}

type Sample = { written: string[]; transactions: string[]; trades: string[] }

/** Keys and identifiers from blocks all over the log. */
const sample = async (ledger: Ledger, height: number): Promise<Sample> => {
  const found: Sample = { written: [], transactions: [], trades: [] }
  for (let i = 0; i < sampledBlocks; i++) {
    const [block] = await ledger.blocks(1 + below(height), 1)
    for (const { transaction, writes } of block?.transactions.slice(0, 50) ?? []) {
      found.transactions.push(transaction)
      found.written.push(...writes.map(({ key }) => key))
    }
  }
  found.trades = [...new Set(found.written.filter((key) => key.startsWith(keys.trade(''))))]
  return found
}

const any = (values: readonly string[]): string => values[below(values.length)] ?? ''
const megabytes = (bytes: number): number => bytes / 2 ** 20

const askAll = async (ledger: Ledger): Promise<Omit<Asked, 'firstAnswerAt' | 'openMs' | 'rssAtStartMb'>> => {
  const { size, height } = await ledger.log()
  const { written, transactions, trades } = await sample(ledger, height)
  return {
    readP99Ms: await p99(questions, () => ledger.read(any(written))),
    transactionP99Ms: await p99(questions, () => ledger.transaction(any(transactions))),
    inclusionP99Ms: await p99(questions, () => {
      const at = 1 + below(size)
      return ledger.inclusion(below(at), at)
    }),
    consistencyP99Ms: await p99(questions, () => {
      const second = 1 + below(size)
      return ledger.consistency(below(second), second)
    }),
    historyPageP99Ms: await p99(500, () => ledger.history(any(trades), { limit: 100, before: 1 + below(size) })),
    rssMb: process.resourceUsage().maxRSS / 1024,
  }
}

const ask = async (dir: string, keyDir: string): Promise<Asked> => {
  useNativeSha256()
  const started = performance.now()
  const ledger = await openEmbeddedLedger({ dir, keyDir, channel: 'trace' })
  const openMs = performance.now() - started
  await ledger.read(keys.operator())
  const firstAnswerAt = Date.now()
  const rssAtStartMb = megabytes(process.memoryUsage().rss)
  const asked = await askAll(ledger)
  await ledger.close()
  return { firstAnswerAt, openMs, rssAtStartMb, ...asked }
}

const [dir = '', keyDir = ''] = process.argv.slice(2)
process.send?.(await ask(dir, keyDir))
process.disconnect()
