// Shapes of what the chain's state keeps of minted codes: the sets, and how the codes in them stand.
import type { CodeAct, CodeRun } from '../codes/code-runs.ts'

export type CodeSets = {
  v: 1
  batch: string
  /** `activation`: the codes are printed only until they are activated. */
  sets: { set: number; root: string; count: number; activation?: 'later' | undefined }[]
}
/** Kept verbatim: one act on codes of a set, the `n`-th. */
export type CodeActed = {
  v: 1
  batch: string
  set: number
  n: number
  act: CodeAct
  from: number
  to: number
  reason?: string
  note?: { digest: string }
  organisation: string
}
/** The states of a set's codes. Absent for a set that was never touched: all in use, or all printed (`activation` of the set). */
export type CodeRuns = { v: 1; batch: string; set: number; acts: number; runs: CodeRun[] }
