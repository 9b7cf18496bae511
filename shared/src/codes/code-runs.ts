// The states of a minted set's codes as runs of indexes: what one act changes, and what one code's state is.
import { fault } from '../errors.ts'

/** printed: on a label, not in use yet. active: on goods. void: on no goods, for good. */
export const codeStates = ['printed', 'active', 'void'] as const
export type CodeState = (typeof codeStates)[number]
/** Codes `from` to `to`, both included, that are in one state. `byOperator`: frozen by the platform's operator, not by their maker. */
export type CodeRun = { from: number; to: number; state: CodeState; frozen?: true; byOperator?: true }
export const codeActs = ['activate', 'freeze', 'release', 'void'] as const
export type CodeAct = (typeof codeActs)[number]
/** Whose act it is: what the operator froze its maker cannot release, and the other way round. */
export type ActedBy = 'maker' | 'operator'
type Range = { from: number; to: number }
type How = Pick<CodeRun, 'state' | 'frozen' | 'byOperator'>

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

const frozenBy = ({ frozen, byOperator }: How): ActedBy | undefined =>
  byOperator === true ? 'operator' : frozen === true ? 'maker' : undefined

/** How codes in `state` are when they are frozen by somebody, or by nobody. */
const how = (state: CodeState, by: ActedBy | undefined): How => ({
  state,
  ...(by !== undefined && { frozen: true }),
  ...(by === 'operator' && { byOperator: true }),
})

/** What each act makes of a state; undefined: the act is not for codes in it. The operator may freeze over the maker's freeze. */
const afterAct: Record<CodeAct, (state: CodeState, frozen: ActedBy | undefined, by: ActedBy) => How | undefined> = {
  activate: (state, frozen) => (state === 'printed' ? how('active', frozen) : undefined),
  void: (state, frozen) => (state === 'void' ? undefined : how('void', frozen)),
  freeze: (state, frozen, by) =>
    state === 'void' || frozen === 'operator' || frozen === by ? undefined : how(state, by),
  release: (state, frozen, by) => (frozen === by ? how(state, undefined) : undefined),
}

const alike = (a: How, b: How): boolean => a.state === b.state && frozenBy(a) === frozenBy(b)

const joined = (runs: readonly CodeRun[]): CodeRun[] => {
  const all: CodeRun[] = []
  for (const run of runs) {
    const last = all.at(-1)
    if (last !== undefined && alike(last, run)) last.to = run.to
    else all.push({ ...run })
  }
  return all
}

const spoken = (run: How): string => {
  const by = frozenBy(run)
  return by === undefined ? run.state : `${run.state} frozen by ${by}`
}

/**
 * The runs after an act on codes `from` to `to`. Throws VALIDATION_FAILED at `to` (outside of the set, or end before beginning), or
 * STATE_CONFLICT at `from` when a code in the range is in a state that the act is not for (`code.state`, the first such index), or when
 * there would be more than `mostRuns` (`runs.at-most`).
 */
export const changeRuns = (
  runs: readonly CodeRun[],
  act: CodeAct,
  { from, to }: Range,
  by: ActedBy = 'maker',
): CodeRun[] => {
  if (to < from) throw fault('VALIDATION_FAILED', 'to', 'range.from-to', `${String(from)}-${String(to)}`)
  if (to > (runs.at(-1)?.to ?? -1)) throw fault('VALIDATION_FAILED', 'to', 'range.in-set', String(to))
  const changed = runs.flatMap((run): CodeRun[] => {
    const inner = { from: Math.max(run.from, from), to: Math.min(run.to, to) }
    if (inner.from > inner.to) return [run]
    const made = afterAct[act](run.state, frozenBy(run), by)
    if (made === undefined) throw fault('STATE_CONFLICT', 'from', 'code.state', `${String(inner.from)} ${spoken(run)}`)
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
