// How many item codes may be made, and from how many on they are prepared before they go on chain.
import type { FieldFault } from '@ectrace/shared/errors'

/** In one set. */
export const mostCodes = 1_000_000
/** More than these are prepared first. */
export const mostAtOnce = 10_000

export const checkMint = (count: string): FieldFault[] => {
  if (count === '') return [{ field: 'count', rule: 'required', value: count }]
  if (!/^\d{1,8}$/.test(count)) return [{ field: 'count', rule: 'whole-units-only', value: count }]
  if (Number(count) < 1) return [{ field: 'count', rule: 'positive', value: count }]
  return Number(count) > mostCodes ? [{ field: 'count', rule: `max.${String(mostCodes)}`, value: count }] : []
}

/** Whether so many are prepared first. */
export const isMany = (count: string): boolean => checkMint(count).length === 0 && Number(count) > mostAtOnce
