// What a refused confirmation says: the coded differences, and the attempt that was kept.
import type { ErrorDetails } from '@ectrace/shared/errors'
import { differenceCodes } from '@ectrace/shared/matching/difference-codes'
import type { Difference } from '@ectrace/shared/matching/match'

export type Refusal = {
  differences: Difference[]
  /** Counted from 1; absent when there was nothing to keep it against. */
  attempt?: { number: number; transaction: string; committed: boolean }
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isDifference = (value: unknown): value is Difference =>
  isFields(value) &&
  differenceCodes.some((code) => code === value['code']) &&
  typeof value['field'] === 'string' &&
  ['expected', 'actual', 'unit', 'quantity'].every((name) => ['string', 'undefined'].includes(typeof value[name])) &&
  ['number', 'undefined'].includes(typeof value['line'])

const attemptOf = (value: unknown): Pick<Refusal, 'attempt'> => {
  if (!isFields(value)) return {}
  const { n, transaction, state } = value
  if (typeof n !== 'number' || typeof transaction !== 'string') return {}
  return { attempt: { number: n + 1, transaction, committed: state === 'committed' } }
}

/** From the details of RECEIPT_REFUSED; undefined when they have another shape. */
export const readRefusal = (details: ErrorDetails): Refusal | undefined => {
  const result = details['result']
  const differences: unknown = isFields(result) ? result['differences'] : undefined
  if (!Array.isArray(differences) || differences.length === 0 || !differences.every(isDifference)) return undefined
  return { differences, ...attemptOf(details['attempt']) }
}
