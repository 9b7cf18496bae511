// What cannot have been is refused before it is written; what is only unlikely is marked on the trace (shared/src/plausibility).
import { dateOfInstant } from '@ectrace/shared/domain/time'
import type { Instant } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import { travelBetween } from '@ectrace/shared/plausibility/travel'
import type { Stop } from '@ectrace/shared/plausibility/travel'
import { demand, mustExist } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

/** VALIDATION_FAILED at `field` when `time` falls on a day before the batch was produced. NOT_FOUND when there is no such batch. */
export const requireProduced = async (
  state: LedgerState,
  batch: string,
  time: Instant,
  field: string,
): Promise<void> => {
  const { producedOn } = await mustExist(state, keys.batch(batch), field)
  demand(producedOn <= dateOfInstant(time), 'VALIDATION_FAILED', field, 'time.not-before-production', time)
}

/** undefined when the place has no coordinates: then nothing can be said. */
const stopAt = async (state: LedgerState, place: string, time: Instant): Promise<Stop | undefined> => {
  const { latitude, longitude } = (await state.get(keys.place(place))) ?? {}
  return latitude === undefined || longitude === undefined ? undefined : { point: { latitude, longitude }, time }
}

/** VALIDATION_FAILED at `field` when no vehicle brings goods from the place of the trade's dispatch to `place` by then. */
export const requirePossibleTravel = async (
  state: LedgerState,
  no: string,
  { place, time, field }: { place: string; time: Instant; field: string },
): Promise<void> => {
  const dispatch = await mustExist(state, keys.dispatch(no), 'no')
  const from = await stopAt(state, dispatch.place, dispatch.dispatchedAt)
  const to = await stopAt(state, place, time)
  const travel = from === undefined || to === undefined ? undefined : travelBetween(from, to)
  demand(travel?.verdict !== 'impossible', 'VALIDATION_FAILED', field, 'travel.possible', time)
}
