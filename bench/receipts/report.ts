// What the bench says: the conditions, each figure with its limit and ratio, and one line of JSON for machines.
import { median } from '../measure/figures.ts'
import { diskOf, machine, say, sayJson, sayLines } from '../measure/machine.ts'
import { overRuns, sayFigures } from './figures.ts'
import type { Figures } from './figures.ts'
import type { LoadResult } from './load.ts'

export type Run = { result: LoadResult; figures: Figures }
type Limits = { verify: number[]; fdatasync: number[] }
/** `alone`: receipts with one in flight. */
export type Measured = { receipts: Run[]; alone: Run[]; traces: Run[]; limits: Limits }

type Conditions = {
  folder: string
  inFlight: number
  tracesInFlight: number
  staffCount: number
  /** Of the machine before the bench began: what others were doing with it. */
  loadBefore: number
  /** Milliseconds of each log-in. */
  loginMs: readonly number[]
}

export const sayConditions = async (given: Conditions): Promise<void> => {
  const { folder, inFlight, tracesInFlight, staffCount, loadBefore, loginMs } = given
  sayLines({
    machine: `${machine(loadBefore)}; shared by server and generator`,
    durability: `answered after the block's fdatasync, vault synchronous=FULL; data in ${folder}, ${await diskOf(folder)}`,
    concurrency: `receipts: ${inFlight} trades with one request each in flight; alone: one; traces: ${tracesInFlight}; keep-alive, no pipelining`,
    receipt: `session, Idempotency-Key, match against the chain, one line of a bulk trade received in part, proof in the answer`,
    signatures: `the server's signer signs for one of ${staffCount} users, the ledger verifies; the generator verifies nothing`,
    'log-in': `${loginMs.length} before the warm-up, one after the other, median ${median(loginMs).toFixed(0)} ms (argon2)`,
  })
}

const sayPayload = ({ receipts, traces }: Measured): void => {
  const [receipt, trace] = [receipts.at(-1)?.result, traces.at(-1)?.result]
  if (receipt === undefined || trace === undefined) return
  say(
    `payload      receipt: ${receipt.requestBytes} bytes asked, ${receipt.replyBytes} answered; trace: ${trace.replyBytes} bytes with the proofs of ${trace.records} records`,
  )
}

const sayFailures = ({ receipts, alone, traces }: Measured): void => {
  for (const { result } of [...receipts, ...alone, ...traces])
    for (const [fault, count] of Object.entries(result.failures)) say(`failed       ${fault} × ${count}`)
}

type Medians = { receipts: Figures; alone: Figures; traces: Figures; verify: number; fdatasync: number }

const mediansOf = ({ receipts, alone, traces, limits }: Measured): Medians => {
  const over = (runs: Run[]): Figures => overRuns(runs.map(({ figures }) => figures))
  const [verify, fdatasync] = [median(limits.verify), median(limits.fdatasync)]
  return { receipts: over(receipts), alone: over(alone), traces: over(traces), verify, fdatasync }
}

const forMachines = ({ receipts, alone, traces, verify, fdatasync }: Medians): Record<string, number> => ({
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
  failures: receipts.failures + alone.failures + traces.failures,
})

/** Ends with the line of JSON. False when a request failed: then the figures are of something else. */
export const saySummary = (measured: Measured, settings: Record<'inFlight' | 'runs' | 'seconds', number>): boolean => {
  const medians = mediansOf(measured)
  const figures = { ...forMachines(medians), ...settings }
  const { receipts, alone, traces, verify, fdatasync } = medians
  sayPayload(measured)
  sayFailures(measured)
  say(`\nmedians of ${settings.runs} runs of ${settings.seconds} s`)
  say(sayFigures('receipts', receipts))
  say(sayFigures('alone', alone))
  say(sayFigures('traces', traces))
  say(`limits       P-256 verify ${verify.toFixed(0)}/s on one thread · fdatasync of 4 KiB ${fdatasync.toFixed(0)}/s`)
  const [ofVerify, ofSync] = [receipts.perSecond / verify, receipts.perSecond / fdatasync]
  say(`ratios       receipts / verify ${ofVerify.toFixed(4)} · receipts / fdatasync ${ofSync.toFixed(3)}`)
  sayJson(figures)
  return medians.receipts.failures + alone.failures + traces.failures === 0
}
