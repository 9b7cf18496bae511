// Stock as holdings: an act spends the ones it names and makes new ones, so that what goes in comes out (mass balance without a counter).
import { AppError } from '@ectrace/shared/errors'
import { add, compare, isZero, subtract } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { demand, mustExist, requireOrganisation } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

type Holding = State['holding']
export type NewHolding = Omit<Holding, 'v' | 'id'>

/** A quantity to be taken out of a holding of the caller; `field` names it in errors. */
export type Take = { holding: string; batch: string; quantity: Quantity; field: string }

type Usable = readonly Holding['state'][]

const requireUsable = (state: LedgerState, holding: Holding, take: Take, usable: Usable): void => {
  requireOrganisation(state.caller, holding.owner, take.field)
  demand(holding.batch === take.batch, 'VALIDATION_FAILED', take.field, 'holding.of-batch', holding.batch)
  demand(usable.includes(holding.state), 'STATE_CONFLICT', take.field, 'holding.on-hand', holding.state)
}

const requireEnough = (holding: Holding, asked: Quantity, field: string): void => {
  if (compare(asked, holding.quantity) <= 0) return
  const faults = [{ field, rule: 'at-most-held', value: asked }]
  throw new AppError('INSUFFICIENT_QUANTITY', {
    details: { holding: holding.id, held: holding.quantity, asked, faults },
  })
}

const remainderOf = ({ owner, place, batch, state }: Holding, quantity: Quantity): NewHolding => ({
  owner,
  ...(place !== undefined && { place }),
  batch,
  quantity,
  state,
})

const byHolding = (takes: readonly Take[]): Map<string, [Take, ...Take[]]> => {
  const groups = new Map<string, [Take, ...Take[]]>()
  for (const take of takes) {
    const group = groups.get(take.holding)
    if (group === undefined) groups.set(take.holding, [take])
    else group.push(take)
  }
  return groups
}

/**
 * Spends the holdings that the takes name (several takes of one holding are summed) and returns what is left of them as holdings still
 * to be made, in order of first naming. Throws NOT_FOUND, WRONG_ORGANISATION, VALIDATION_FAILED (another batch), STATE_CONFLICT (in no
 * `usable` state) or INSUFFICIENT_QUANTITY.
 */
export const spendHoldings = async (
  state: LedgerState,
  takes: readonly Take[],
  usable: Usable = ['on_hand'],
): Promise<NewHolding[]> => {
  const remainders: NewHolding[] = []
  for (const [id, group] of byHolding(takes)) {
    const holding = await mustExist(state, keys.holding(id), group[0].field)
    for (const take of group) requireUsable(state, holding, take, usable)
    const asked = group.map((take) => take.quantity).reduce(add)
    requireEnough(holding, asked, group[0].field)
    state.put(keys.holding(id), { ...holding, state: 'spent' })
    const quantity = subtract(holding.quantity, asked)
    if (!isZero(quantity)) remainders.push(remainderOf(holding, quantity))
  }
  return remainders
}

/** Makes the holdings of an act one by one, numbered from 0; there is one such maker an act. Gives each one's identifier. */
export const holdingMaker = (state: LedgerState, act: string): ((holding: NewHolding) => string) => {
  let n = 0
  return (holding) => {
    const id = holdingId(act, n)
    n += 1
    state.put(keys.holding(id), { v: 1, id, ...holding })
    return id
  }
}

/** Makes the holdings of an act, numbered from 0 in the order given, and returns their identifiers. */
export const makeHoldings = (state: LedgerState, act: string, holdings: readonly NewHolding[]): string[] => {
  const make = holdingMaker(state, act)
  return holdings.map((holding) => make(holding))
}

/** Takes `quantity` off a holding in transit; with nothing left it is spent and keeps its last quantity. */
export const shrinkHolding = async (state: LedgerState, id: string, quantity: Quantity): Promise<void> => {
  const holding = await mustExist(state, keys.holding(id), 'no')
  const left = subtract(holding.quantity, quantity)
  state.put(keys.holding(id), isZero(left) ? { ...holding, state: 'spent' } : { ...holding, quantity: left })
}
