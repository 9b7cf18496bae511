// All plausibility checks of one code, in a fixed order: the same list from the same facts, on phone and server.
import type { Check, Facts } from './check.ts'
import { checkLicences } from './check-licences.ts'
import { checkOrder } from './check-order.ts'
import { checkTravel } from './check-travel.ts'

/** Pure. Facts that are missing make a check `not_checked` or leave it out; they never make it fail. */
export const checkFacts = (facts: Facts): Check[] => [
  ...checkOrder(facts),
  ...checkTravel(facts),
  ...checkLicences(facts),
]

/** `passed` of `checked`, and how many could not be. */
export type CheckTally = { passed: number; checked: number; notChecked: number }

export const tallyOf = (checks: readonly Check[]): CheckTally => {
  const passed = checks.filter(({ outcome }) => outcome === 'passed').length
  const notChecked = checks.filter(({ outcome }) => outcome === 'not_checked').length
  return { passed, checked: checks.length - notChecked, notChecked }
}
