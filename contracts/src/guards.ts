// The conditions that rules share, each with its code and the field it speaks of.
import { AppError, fault } from '@ectrace/shared/errors'
import type { ErrorCode } from '@ectrace/shared/errors'
import { isZero, parseQuantity } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import type { UserRole } from '@ectrace/shared/domain/organisation'
import { toUtcMs } from '@ectrace/shared/domain/time'
import type { Instant } from '@ectrace/shared/domain/time'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { keys } from '@ectrace/shared/ledger/keys'
import type { StateKey } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Caller, LedgerState } from './ledger-state.ts'

/** How far a claimed time may lie ahead of the envelope's: the clocks of phones and machines differ. */
export const mostAheadMs = 5 * 60_000

type Demand = (holds: boolean, code: ErrorCode, field: string, rule: string, value?: string) => asserts holds

/** Throws `code` at `field` with the rule unless the condition holds. */
export const demand: Demand = (holds, code, field, rule, value) => {
  if (!holds) throw fault(code, field, rule, value)
}

/** FORBIDDEN unless the caller has one of the roles. */
export const requireRole = (caller: Caller, ...roles: UserRole[]): void => {
  if (!roles.some((role) => caller.roles.includes(role))) throw new AppError('FORBIDDEN', { details: { roles } })
}

/** WRONG_ORGANISATION at `field` unless the caller acts for `organisation`. */
export const requireOrganisation = (caller: Caller, organisation: string, field: string): void =>
  demand(caller.organisation === organisation, 'WRONG_ORGANISATION', field, 'organisation.own')

/** The value under a key, or NOT_FOUND at `field`. */
export const mustExist = async <T>(state: LedgerState, key: StateKey<T>, field: string): Promise<T> => {
  const value = await state.get(key)
  if (value === undefined) throw fault('NOT_FOUND', field, 'exists', key)
  return value
}

/** BATCH_RECALLED at `field` when the batch is called back. */
export const requireNotRecalled = async (state: LedgerState, batch: string, field: string): Promise<void> =>
  demand((await state.get(keys.recall(batch))) === undefined, 'BATCH_RECALLED', field, 'batch.not-recalled', batch)

/** ALREADY_EXISTS at `field` when a value is kept under the key. */
export const mustBeNew = async (state: LedgerState, key: StateKey<unknown>, field: string): Promise<void> =>
  demand((await state.get(key)) === undefined, 'ALREADY_EXISTS', field, 'new', key)

/** A place of `organisation`: NOT_FOUND or WRONG_ORGANISATION at `field`. */
export const requirePlaceOf = async (
  state: LedgerState,
  organisation: string,
  place: string,
  field: string,
): Promise<State['place']> => {
  const found = await mustExist(state, keys.place(place), field)
  demand(found.organisation === organisation, 'WRONG_ORGANISATION', field, 'place.of-organisation', place)
  return found
}

/** The quantity in canonical form: above zero, no more decimals than its unit of measure allows. Else INVALID_QUANTITY. */
export const requireQuantity = (text: Quantity, unit: string, field: string): Quantity => {
  const quantity = parseQuantity(text, field, { decimals: decimalsOf(unit) })
  demand(!isZero(quantity), 'INVALID_QUANTITY', field, 'positive', text)
  return quantity
}

/** VALIDATION_FAILED at `field` when a claimed time lies more than five minutes after the envelope's. */
export const requireNotInFuture = (state: LedgerState, instant: Instant, field: string): void =>
  demand(
    toUtcMs(instant) <= toUtcMs(state.now) + mostAheadMs,
    'VALIDATION_FAILED',
    field,
    'time.not-in-future',
    instant,
  )

/** VALIDATION_FAILED at the second of two equal entries; `fieldOf` names an entry by its position. */
export const requireDistinct = (entries: readonly (string | number)[], fieldOf: (position: number) => string): void => {
  const seen = new Set<string | number>()
  entries.forEach((entry, position) => {
    demand(!seen.has(entry), 'VALIDATION_FAILED', fieldOf(position), 'once', String(entry))
    seen.add(entry)
  })
}
