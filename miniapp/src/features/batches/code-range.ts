// A range of a set's codes as people type it: numbers from 1, both ends included, as they stand on labels.
import type { CodeRun, CodeState } from '@ectrace/shared/codes/code-runs'
import type { FieldFault } from '@ectrace/shared/errors'

export type TypedRange = { from: string; to: string }
/** As the server counts: from 0. */
export type Range = { from: number; to: number }

const checkNumber = (field: string, typed: string, count: number): FieldFault[] => {
  if (typed === '') return [{ field, rule: 'required', value: typed }]
  if (!/^\d{1,7}$/.test(typed)) return [{ field, rule: 'whole-units-only', value: typed }]
  if (Number(typed) < 1) return [{ field, rule: 'positive', value: typed }]
  return Number(typed) > count ? [{ field, rule: `max.${String(count)}`, value: typed }] : []
}

export const checkRange = ({ from, to }: TypedRange, count: number): FieldFault[] => {
  const found = [...checkNumber('from', from, count), ...checkNumber('to', to, count)]
  return found.length > 0 || Number(from) <= Number(to) ? found : [{ field: 'to', rule: 'range.from-to', value: to }]
}

/** Of a range that passed checkRange. */
export const rangeOf = ({ from, to }: TypedRange): Range => ({ from: Number(from) - 1, to: Number(to) - 1 })
export const sizeOf = ({ from, to }: Range): number => to - from + 1

export type RunKind = CodeState | 'frozen'
export const kindOf = ({ state, frozen }: CodeRun): RunKind => (frozen === true ? 'frozen' : state)

/** How many codes of a set are in each state, those with none left out. */
export const countKinds = (runs: readonly CodeRun[]): { kind: RunKind; count: number }[] => {
  const kinds: readonly RunKind[] = ['active', 'printed', 'frozen', 'void']
  return kinds
    .map((kind) => ({
      kind,
      count: runs.filter((run) => kindOf(run) === kind).reduce((sum, run) => sum + sizeOf(run), 0),
    }))
    .filter(({ count }) => count > 0)
}
