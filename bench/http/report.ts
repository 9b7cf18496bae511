// What the bench says: the conditions, each figure with its limit and ratio, and one line of JSON for machines.
import { median } from '../measure/figures.ts'
import { diskOf, machine, say, sayJson, sayLines } from '../measure/machine.ts'
import { generatorShare, overRuns, sayFigures } from './figures.ts'
import type { Figures } from './figures.ts'
import type { LoadResult } from './load.ts'

export type Run = { result: LoadResult; figures: Figures }
type Limits = { verify: number[]; fdatasync: number[] }
/**
 * `alone`: receipts with one in flight. `reads`: traces while the chain stands still, each code's answer kept after its first read.
 * `proven`: traces while blocks come, so that nearly every answer is assembled, compared with the chain and proven anew.
 */
export const kinds = ['receipts', 'alone', 'reads', 'proven'] as const
type Kind = (typeof kinds)[number]
export type Measured = Record<Kind, Run[]> & { limits: Limits }

type Conditions = {
  folder: string
  inFlight: number
  tracesInFlight: number
  codeCount: number
  staffCount: number
  /** Of the machine before the bench began: what others were doing with it. */
  loadBefore: number
  /** Milliseconds of each log-in. */
  loginMs: readonly number[]
}

export const sayConditions = async (given: Conditions): Promise<void> => {
  const { folder, inFlight, tracesInFlight, codeCount, staffCount, loadBefore, loginMs } = given
  sayLines({
    machine: `${machine(loadBefore)}; shared by server and generator`,
    durability: `answered after the block's fdatasync, vault synchronous=FULL; data in ${folder}, ${await diskOf(folder)}`,
    concurrency: `receipts: ${inFlight} trades with one request each in flight; alone: one; traces: ${tracesInFlight}; keep-alive, no pipelining`,
    traces: `${codeCount} codes of items and batches in turn, all proofs in each answer; reads: the chain stands still; proven: a block every 20 ms`,
    receipt: `session, Idempotency-Key, match against the chain, one line of a bulk trade received in part, proof in the answer`,
    signatures: `the server's signer signs for one of ${staffCount} users, the ledger verifies; the generator verifies nothing`,
    'log-in': `${loginMs.length} before the warm-up, one after the other, median ${median(loginMs).toFixed(0)} ms (argon2)`,
  })
}

const sayPayload = ({ receipts, reads }: Measured): void => {
  const [receipt, trace] = [receipts.at(-1)?.result, reads.at(-1)?.result]
  if (receipt === undefined || trace === undefined) return
  const each = ({ replyBytes, latencies }: LoadResult): string => (replyBytes / latencies.length).toFixed(0)
  say(
    `payload      receipt: ${receipt.requestBytes} bytes asked, ${each(receipt)} answered; trace: ${each(trace)} bytes, with the proofs of some ${trace.records} records`,
  )
}

const sayFailures = (measured: Measured): void => {
  for (const { result } of kinds.flatMap((kind) => measured[kind]))
    for (const [fault, count] of Object.entries(result.failures)) say(`failed       ${fault} × ${count}`)
}

type Medians = Record<Kind, Figures> & { verify: number; fdatasync: number }

const mediansOf = (measured: Measured): Medians => {
  const over = (kind: Kind): Figures => overRuns(measured[kind].map(({ figures }) => figures))
  const { verify, fdatasync } = measured.limits
  return {
    ...{ receipts: over('receipts'), alone: over('alone'), reads: over('reads'), proven: over('proven') },
    ...{ verify: median(verify), fdatasync: median(fdatasync) },
  }
}

const failuresOf = (medians: Medians): number => kinds.reduce((sum, kind) => sum + medians[kind].failures, 0)

const forMachines = (medians: Medians): Record<string, number> => {
  const { receipts, alone, reads, proven, verify, fdatasync } = medians
  return {
    receiptsPerSecond: receipts.perSecond,
    receiptP50Ms: receipts.p50,
    receiptP99Ms: receipts.p99,
    aloneP50Ms: alone.p50,
    aloneP99Ms: alone.p99,
    traceReadsPerSecond: reads.perSecond,
    traceReadP50Ms: reads.p50,
    traceReadP99Ms: reads.p99,
    provenTracesPerSecond: proven.perSecond,
    provenTraceP50Ms: proven.p50,
    provenTraceP99Ms: proven.p99,
    eventLoopDelayP99Ms: Math.max(receipts.loopDelayP99, reads.loopDelayP99),
    provenEventLoopDelayP99Ms: proven.loopDelayP99,
    generatorShareOfCpu: generatorShare(receipts),
    readsGeneratorShareOfCpu: generatorShare(reads),
    verifyPerSecond: verify,
    fdatasyncPerSecond: fdatasync,
    receiptsPerVerify: receipts.perSecond / verify,
    receiptsPerFdatasync: receipts.perSecond / fdatasync,
    receiptsPerBlock: receipts.perBlock,
    serverCpus: receipts.serverCpus,
    generatorCpus: receipts.generatorCpus,
    failures: failuresOf(medians),
  }
}

/** Ends with the line of JSON. False when a request failed: then the figures are of something else. */
export const saySummary = (measured: Measured, settings: Record<'inFlight' | 'runs' | 'seconds', number>): boolean => {
  const medians = mediansOf(measured)
  const figures = { ...forMachines(medians), ...settings }
  const { receipts, verify, fdatasync } = medians
  sayPayload(measured)
  sayFailures(measured)
  say(`\nmedians of ${settings.runs} runs of ${settings.seconds} s`)
  for (const kind of kinds) say(sayFigures(kind, medians[kind]))
  say(`limits       P-256 verify ${verify.toFixed(0)}/s on one thread · fdatasync of 4 KiB ${fdatasync.toFixed(0)}/s`)
  const [ofVerify, ofSync] = [receipts.perSecond / verify, receipts.perSecond / fdatasync]
  say(`ratios       receipts / verify ${ofVerify.toFixed(4)} · receipts / fdatasync ${ofSync.toFixed(3)}`)
  sayJson(figures)
  return failuresOf(medians) === 0
}
