// How many item codes may be made in one act.
import type { FieldFault } from '@ectrace/shared/errors'

export const mostCodes = 10_000

export const checkMint = (count: string): FieldFault[] => {
  if (count === '') return [{ field: 'count', rule: 'required', value: count }]
  if (!/^\d{1,6}$/.test(count)) return [{ field: 'count', rule: 'whole-units-only', value: count }]
  if (Number(count) < 1) return [{ field: 'count', rule: 'positive', value: count }]
  return Number(count) > mostCodes ? [{ field: 'count', rule: `max.${String(mostCodes)}`, value: count }] : []
}
