// The rules of unusual scans as they are typed, with the bounds that the server sets.
import type { ScanRules } from '@ectrace/shared/scanning/scan-rules'
import type { FieldFault } from '@ectrace/shared/errors'

export type RuleName = keyof ScanRules
export type TypedRules = Record<RuleName, string>

export const bounds: Record<RuleName, readonly [least: number, most: number]> = {
  people: [2, 400],
  peopleDays: [1, 365],
  cities: [2, 100],
  cityHours: [1, 720],
  spreadCities: [2, 100],
  spreadDays: [1, 365],
  kilometresPerHour: [100, 5_000],
  burst: [3, 400],
  burstMinutes: [1, 1_440],
}

export const ruleGroups = [
  { title: 'ofPeople', fields: ['people', 'peopleDays'] },
  { title: 'ofCities', fields: ['cities', 'cityHours', 'spreadCities', 'spreadDays', 'kilometresPerHour'] },
  { title: 'ofBursts', fields: ['burst', 'burstMinutes'] },
] as const satisfies readonly { title: string; fields: readonly RuleName[] }[]

const names = Object.keys(bounds) as RuleName[]

const each = <T>(make: (name: RuleName) => T): Record<RuleName, T> =>
  // One member for each name.
  Object.fromEntries(names.map((name) => [name, make(name)])) as Record<RuleName, T>

export const typedRules = (rules: ScanRules): TypedRules => each((name) => String(rules[name]))
/** Of rules that passed checkRules. */
export const rulesOf = (typed: TypedRules): ScanRules => each((name) => Number(typed[name]))

const checkNumber = (field: RuleName, value: string): FieldFault[] => {
  const [least, most] = bounds[field]
  if (value === '') return [{ field, rule: 'required', value }]
  if (!/^\d{1,5}$/.test(value)) return [{ field, rule: 'whole-units-only', value }]
  if (Number(value) < least) return [{ field, rule: `min.${String(least)}`, value }]
  return Number(value) > most ? [{ field, rule: `max.${String(most)}`, value }] : []
}

export const checkRules = (typed: TypedRules): FieldFault[] => names.flatMap((name) => checkNumber(name, typed[name]))
