import { describe, expect, test } from '@jest/globals'
import type { UserRole } from '@ectrace/shared/domain/organisation'
import { tradeStates, type TradeState } from '@ectrace/shared/domain/trade'
import { actionsOf, sideOf } from './trade-actions'

const party = (id: string) => ({ id, name: id, level: 'verified' as const })
const trade = (state: TradeState) => ({ state, supplier: party('S'), buyer: party('B') })
const who = (id: string, ...roles: UserRole[]) => ({ organisation: { id }, roles })

describe('what one may do on a trade', () => {
  test('the buyer’s trader answers an offer, the supplier’s may take it back', () => {
    expect(actionsOf(trade('offered'), who('B', 'trader'))).toEqual(['accept', 'decline'])
    expect(actionsOf(trade('offered'), who('S', 'trader'))).toEqual(['cancel'])
  })

  test('the supplier dispatches what was agreed', () => {
    expect(actionsOf(trade('agreed'), who('S', 'trader'))).toEqual(['dispatch', 'cancel'])
    expect(actionsOf(trade('agreed'), who('B', 'trader'))).toEqual([])
  })

  test('the buyer’s clerks receive or refuse what is on its way, also the rest of it', () => {
    for (const state of ['dispatched', 'partly_received'] as const) {
      expect(actionsOf(trade(state), who('B', 'warehouse'))).toEqual(['receive', 'refuse'])
    }
    expect(actionsOf(trade('partly_received'), who('S', 'warehouse', 'trader'))).toEqual([])
  })

  test('the supplier voids a shipment while nothing was received', () => {
    expect(actionsOf(trade('dispatched'), who('S', 'warehouse', 'trader'))).toEqual(['cancel'])
  })

  test('a clerk accepts nothing, an administrator alone does nothing', () => {
    expect(actionsOf(trade('offered'), who('B', 'warehouse'))).toEqual([])
    for (const state of tradeStates) expect(actionsOf(trade(state), who('B', 'administrator'))).toEqual([])
  })

  test('nobody does anything on a trade that has ended, nor strangers on any', () => {
    for (const state of ['received', 'refused', 'cancelled', 'declined', 'returned'] as const) {
      for (const id of ['S', 'B']) expect(actionsOf(trade(state), who(id, 'trader', 'warehouse'))).toEqual([])
    }
    expect(sideOf(trade('offered'), who('X'))).toBe('none')
    for (const state of tradeStates) expect(actionsOf(trade(state), who('X', 'trader', 'warehouse'))).toEqual([])
  })
})
