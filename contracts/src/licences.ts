// Goods that need licences: whoever makes or sends them holds a valid one of each type, or the act is refused.
import { AppError } from '@ectrace/shared/errors'
import { dateOfInstant } from '@ectrace/shared/domain/time'
import type { CalendarDate, Instant } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { missingCredentials } from '@ectrace/shared/matching/licences'
import { mustExist } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

const refuse = (missing: readonly string[], day: CalendarDate): void => {
  if (missing.length === 0) return
  const faults = missing.map((type) => ({ field: 'requiredCredentials', rule: 'credential.valid', value: type }))
  throw new AppError('LICENCE_MISSING', { details: { missing, day, faults } })
}

/** LICENCE_MISSING unless the caller's organisation holds on the day of making every type that the product requires of its maker. */
export const requireMakerLicences = async (
  state: LedgerState,
  { product, producedOn }: { product: string; producedOn: CalendarDate },
): Promise<void> => {
  const { requiredCredentials: types = [] } = await mustExist(state, keys.product(product), 'product')
  const { organisation } = state.caller
  refuse(await missingCredentials(state.get, { types, organisation, goods: [] }, producedOn), producedOn)
}

/**
 * LICENCE_MISSING unless each type that the trade requires is held on the day of dispatch: by the supplier, or for all goods by the
 * product or the batch.
 */
export const requireTradeLicences = async (
  state: LedgerState,
  { supplier, requiredCredentials: types }: State['trade'],
  batches: readonly State['batch'][],
  dispatchedAt: Instant,
): Promise<void> => {
  const goods = batches.map(({ id, product }) => ({ batch: id, product }))
  const day = dateOfInstant(dispatchedAt)
  refuse(await missingCredentials(state.get, { types, organisation: supplier, goods }, day), day)
}
