// The states of a minted set's codes as runs of indexes: what one act changes, and what one code's state is.
import { fault } from '../errors.ts'

/** printed: on a label, not in use yet. active: on goods. void: on no goods, for good. */
export const codeStates = ['printed', 'active', 'void'] as const
export type CodeState = (typeof codeStates)[number]
/** Codes `from` to `to`, both included, that are in one state. */
export type CodeRun = { from: number; to: number; state: CodeState; frozen?: true }
export const codeActs = ['activate', 'freeze', 'release', 'void'] as const
export type CodeAct = (typeof codeActs)[number]
type Range = { from: number; to: number }

/** More pieces than that are refused: the value is read whole at every scan. */
export const mostRuns = 2_000

/** All codes of a new set. */
export const firstRuns = (count: number, state: CodeState): CodeRun[] => [{ from: 0, to: count - 1, state }]

/** The run in which a code lies, or undefined outside of the set. Runs cover the set in order. */
export const runOf = (runs: readonly CodeRun[], index: number): CodeRun | undefined => {
  let [low, high] = [0, runs.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const run = runs[middle]
    if (run === undefined) return undefined
    if (index < run.from) high = middle - 1
    else if (index > run.to) low = middle + 1
    else return run
  }
  return undefined
}

/** What an act makes of a state; undefined: the act is not for codes in it. */
const after = ({ state, frozen }: CodeRun, act: CodeAct): Pick<CodeRun, 'state' | 'frozen'> | undefined => {
  const still = frozen === true ? { frozen } : {}
  if (act === 'activate') return state === 'printed' ? { state: 'active', ...still } : undefined
  if (act === 'void') return state === 'void' ? undefined : { state: 'void', ...still }
  if (act === 'freeze') return frozen === true || state === 'void' ? undefined : { state, frozen: true }
  return frozen === true ? { state } : undefined
}

const joined = (runs: readonly CodeRun[]): CodeRun[] => {
  const all: CodeRun[] = []
  for (const run of runs) {
    const last = all.at(-1)
    if (last?.state === run.state && last.frozen === run.frozen) last.to = run.to
    else all.push({ ...run })
  }
  return all
}

/**
 * The runs after an act on codes `from` to `to`. Throws VALIDATION_FAILED at `to` (outside of the set, or end before beginning), or
 * STATE_CONFLICT at `from` when a code in the range is in a state that the act is not for (`code.state`, the first such index), or when
 * there would be more than `mostRuns` (`runs.at-most`).
 */
export const changeRuns = (runs: readonly CodeRun[], act: CodeAct, { from, to }: Range): CodeRun[] => {
  if (to < from) throw fault('VALIDATION_FAILED', 'to', 'range.from-to', `${String(from)}-${String(to)}`)
  if (to > (runs.at(-1)?.to ?? -1)) throw fault('VALIDATION_FAILED', 'to', 'range.in-set', String(to))
  const changed = runs.flatMap((run): CodeRun[] => {
    const inner = { from: Math.max(run.from, from), to: Math.min(run.to, to) }
    if (inner.from > inner.to) return [run]
    const made = after(run, act)
    if (made === undefined) {
      const stands = `${String(inner.from)} ${run.state}${run.frozen === true ? ' frozen' : ''}`
      throw fault('STATE_CONFLICT', 'from', 'code.state', stands)
    }
    return [
      ...(run.from < inner.from ? [{ ...run, to: inner.from - 1 }] : []),
      { ...inner, ...made },
      ...(run.to > inner.to ? [{ ...run, from: inner.to + 1 }] : []),
    ]
  })
  const all = joined(changed)
  if (all.length > mostRuns) throw fault('STATE_CONFLICT', 'from', 'runs.at-most', String(mostRuns))
  return all
}
