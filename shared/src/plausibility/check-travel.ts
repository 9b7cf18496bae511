// Checks of travel: between a dispatch and its receipt the goods have to cover the way.
import { judged, notChecked } from './check.ts'
import type { Check, Facts, Step } from './check.ts'
import { travelBetween } from './travel.ts'
import type { Travel } from './travel.ts'

const travelOf = (from: Step, to: Step): Travel | undefined => {
  if (from.point === undefined || to.point === undefined) return undefined
  if (from.time === undefined || to.time === undefined) return undefined
  return travelBetween({ point: from.point, time: from.time }, { point: to.point, time: to.time })
}

const checkLeg = (from: Step, to: Step): Check => {
  const records = [from.record, to.record]
  const travel = travelOf(from, to)
  if (travel === undefined) return notChecked('travel_likely', records)
  const code = travel.verdict === 'impossible' ? 'travel_possible' : 'travel_likely'
  const values = { expected: String(travel.neededSeconds), actual: String(travel.seconds) }
  return judged(code, records, { holds: travel.verdict === 'likely', ...values })
}

/**
 * One check for each receipt: `travel_possible` fails above 1,000 km/h, else `travel_likely` passes or fails. Only a trade says that it is
 * the same goods at both ends: parts of one batch lie in many places at once, and an inspection may be of a sample.
 */
export const checkTravel = ({ steps }: Facts): Check[] =>
  steps.flatMap((receipt) => {
    if (receipt.kind !== 'receipt' || receipt.trade === undefined) return []
    const dispatch = steps.find(({ kind, trade }) => kind === 'dispatch' && trade === receipt.trade)
    return [dispatch === undefined ? notChecked('travel_likely', [receipt.record]) : checkLeg(dispatch, receipt)]
  })
