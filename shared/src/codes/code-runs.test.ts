import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { AppError } from '../errors.ts'
import { changeRuns, codeActs, codeStates, firstRuns, mostRuns, runOf } from './code-runs.ts'
import type { ActedBy, CodeAct, CodeRun, CodeState } from './code-runs.ts'

const refusal = (act: () => unknown): { code: string; faults: AppError['details']['faults'] } => {
  try {
    act()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, faults: error.details.faults }
    throw error
  }
  throw new Error('it was accepted')
}
const all = (runs: readonly CodeRun[], act: CodeAct, by?: ActedBy) => changeRuns(runs, act, { from: 0, to: 9 }, by)

describe('an act on a range', () => {
  test('changes the codes in it and leaves those around as they were', () => {
    const printed = firstRuns(10, 'printed')
    const active = changeRuns(printed, 'activate', { from: 3, to: 5 })
    expect(active).toEqual([
      { from: 0, to: 2, state: 'printed' },
      { from: 3, to: 5, state: 'active' },
      { from: 6, to: 9, state: 'printed' },
    ])
    expect(changeRuns(active, 'freeze', { from: 5, to: 6 })).toEqual([
      { from: 0, to: 2, state: 'printed' },
      { from: 3, to: 4, state: 'active' },
      { from: 5, to: 5, state: 'active', frozen: true },
      { from: 6, to: 6, state: 'printed', frozen: true },
      { from: 7, to: 9, state: 'printed' },
    ])
  })

  test('joins neighbours that have become alike', () => {
    const halves = changeRuns(firstRuns(10, 'printed'), 'activate', { from: 0, to: 4 })
    expect(changeRuns(halves, 'activate', { from: 5, to: 9 })).toEqual([{ from: 0, to: 9, state: 'active' }])
  })

  test('leaves the runs that it was given untouched', () => {
    const runs = firstRuns(10, 'active')
    changeRuns(runs, 'freeze', { from: 0, to: 3 })
    expect(runs).toEqual([{ from: 0, to: 9, state: 'active' }])
  })

  test('a freeze keeps the state for its release, and stays on a code that is activated or voided', () => {
    const frozen = all(firstRuns(10, 'printed'), 'freeze')
    expect(all(frozen, 'release')).toEqual(firstRuns(10, 'printed'))
    expect(all(frozen, 'activate')).toEqual([{ from: 0, to: 9, state: 'active', frozen: true }])
    expect(all(all(frozen, 'void'), 'release')).toEqual(firstRuns(10, 'void'))
  })

  test('what the operator froze its maker does not release, and what the maker froze the operator does not', () => {
    const active = firstRuns(10, 'active')
    const byOperator = all(active, 'freeze', 'operator')
    expect(byOperator).toEqual([{ from: 0, to: 9, state: 'active', frozen: true, byOperator: true }])
    expect(refusal(() => all(byOperator, 'release'))).toMatchObject({
      code: 'STATE_CONFLICT',
      faults: [{ field: 'from', rule: 'code.state', value: '0 active frozen by operator' }],
    })
    expect(all(byOperator, 'release', 'operator')).toEqual(active)
    const byMaker = all(active, 'freeze')
    expect(refusal(() => all(byMaker, 'release', 'operator')).code).toBe('STATE_CONFLICT')
    // Else a maker could keep the operator out by being first.
    expect(all(byMaker, 'freeze', 'operator')).toEqual(byOperator)
  })

  test.each<[string, CodeAct, readonly CodeRun[]]>([
    ['activating what is active', 'activate', firstRuns(10, 'active')],
    ['activating what is void', 'activate', firstRuns(10, 'void')],
    ['voiding what is void', 'void', firstRuns(10, 'void')],
    ['freezing what is void', 'freeze', firstRuns(10, 'void')],
    ['freezing what is frozen', 'freeze', all(firstRuns(10, 'active'), 'freeze')],
    ['releasing what is not frozen', 'release', firstRuns(10, 'active')],
  ])('%s is refused', (_title, act, runs) => {
    expect(refusal(() => changeRuns(runs, act, { from: 2, to: 4 }))).toMatchObject({
      code: 'STATE_CONFLICT',
      faults: [{ field: 'from', rule: 'code.state' }],
    })
  })

  test('the refusal names the first code in the range that is in the way', () => {
    const runs = changeRuns(firstRuns(10, 'printed'), 'activate', { from: 6, to: 7 })
    expect(refusal(() => changeRuns(runs, 'activate', { from: 2, to: 9 })).faults).toEqual([
      { field: 'from', rule: 'code.state', value: '6 active' },
    ])
  })

  test.each([
    ['range.from-to', { from: 4, to: 3 }],
    ['range.in-set', { from: 9, to: 10 }],
    ['range.in-set', { from: 10, to: 10 }],
  ])('%s: a range outside of the set or backwards is refused', (rule, range) => {
    expect(refusal(() => changeRuns(firstRuns(10, 'active'), 'freeze', range))).toMatchObject({
      code: 'VALIDATION_FAILED',
      faults: [{ field: 'to', rule }],
    })
  })

  test('more pieces than a scan may read are refused; making fewer of them always goes', () => {
    const most = Array.from({ length: mostRuns }, (_, i): CodeRun => ({
      from: i * 2,
      to: i * 2 + 1,
      state: i % 2 === 0 ? 'active' : 'printed',
    }))
    expect(refusal(() => changeRuns(most, 'freeze', { from: 1, to: 1 }))).toMatchObject({
      code: 'STATE_CONFLICT',
      faults: [{ field: 'from', rule: 'runs.at-most' }],
    })
    expect(changeRuns(most, 'void', { from: 0, to: mostRuns * 2 - 1 })).toEqual(firstRuns(mostRuns * 2, 'void'))
  })
})

/** One code after another, without runs: the plainest way to say what an act does. */
type One = { state: CodeState; frozen?: ActedBy }
const actOnOne = (one: One, act: CodeAct, by: ActedBy): One | undefined => {
  const { state, frozen } = one
  if (act === 'activate') return state === 'printed' ? { ...one, state: 'active' } : undefined
  if (act === 'void') return state === 'void' ? undefined : { ...one, state: 'void' }
  if (act === 'release') return frozen === by ? { state } : undefined
  const held = frozen === 'operator' || frozen === by
  return state === 'void' || held ? undefined : { state, frozen: by }
}
const asOne = ({ state, frozen, byOperator }: CodeRun): One => ({
  state,
  ...(frozen === true && { frozen: byOperator === true ? 'operator' : 'maker' }),
})

const size = 12
const step = fc.record({
  act: fc.constantFrom(...codeActs),
  by: fc.constantFrom<ActedBy>('maker', 'operator'),
  from: fc.nat(size),
  length: fc.integer({ min: -1, max: size }),
})

describe('any run of acts', () => {
  test('says of each code what acting on it alone would say, refuses what it would refuse, and covers the set in order', () => {
    fc.assert(
      fc.property(fc.constantFrom(...codeStates), fc.array(step, { maxLength: 20 }), (state, steps) => {
        let runs = firstRuns(size, state)
        let codes = Array.from({ length: size }, (): One => ({ state }))
        for (const { act, by, from, length } of steps) {
          const to = from + length
          const within = to >= from && to < size
          const acted = codes.map((one, i) => (i < from || i > to ? one : actOnOne(one, act, by)))
          if (!within || acted.includes(undefined)) {
            expect(() => changeRuns(runs, act, { from, to }, by)).toThrow(AppError)
            continue
          }
          codes = acted.filter((one) => one !== undefined)
          runs = changeRuns(runs, act, { from, to }, by)
        }
        expect(codes).toEqual(
          codes.map((_, i) => {
            const run = runOf(runs, i)
            return run && asOne(run)
          }),
        )
        expect(runs[0]?.from).toBe(0)
        expect(runs.at(-1)?.to).toBe(size - 1)
        for (const [i, run] of runs.slice(1).entries()) {
          expect(run.from).toBe((runs[i]?.to ?? NaN) + 1)
          expect(asOne(run)).not.toEqual(asOne(runs[i] ?? run))
        }
      }),
    )
  })

  test('outside of the set there is no run', () => {
    const runs = firstRuns(size, 'active')
    expect([runOf(runs, -1), runOf(runs, size), runOf([], 0)]).toEqual([undefined, undefined, undefined])
  })
})
