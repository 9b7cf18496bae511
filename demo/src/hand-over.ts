// One trade of the demo from offer to dispatch, and its receipt.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Company } from './company.ts'

export type Load = {
  product: string
  unit: 'H87' | 'LTR'
  batch: string
  lot: string
  quantity: string
  units?: string[]
}
export type HandOver = {
  supplier: Company
  buyer: Company
  from: string
  to: string
  loads: readonly Load[]
  dispatchedAt: string
  temperature?: string
}

/** Offered, accepted, dispatched. Resolves to the trade's number and path. */
export const dispatchGoods = async (plan: HandOver): Promise<{ no: string; path: string }> => {
  const { supplier, buyer, loads } = plan
  const seller = supplier.as('trader')
  const { no, path } = await seller.act(endpoints.offerTrade, {
    body: {
      buyer: buyer.id,
      lines: loads.map(({ product, quantity, unit }) => ({ product, quantity, unit })),
      deliverTo: plan.to,
    },
  })
  await buyer.as('trader').act(endpoints.acceptTrade, { params: { no }, body: {} })
  await seller.act(endpoints.dispatchTrade, {
    params: { no },
    body: {
      place: plan.from,
      dispatchedAt: plan.dispatchedAt,
      vehicle: '冷藏车 · 厢体 A',
      ...(plan.temperature === undefined ? {} : { temperature: plan.temperature }),
      lines: loads.map(({ batch, quantity, units }, i) => ({
        fills: i + 1,
        batch,
        quantity,
        ...(units === undefined ? {} : { units }),
      })),
    },
  })
  return { no, path }
}

/** The buyer's warehouse counts exactly what was sent. */
export const receiveGoods = async ({ buyer, to, loads }: HandOver, no: string): Promise<void> => {
  await buyer.as('warehouse').act(endpoints.confirmReceipt, {
    params: { no },
    body: {
      kind: 'final',
      place: to,
      lines: loads.map(({ product, lot, unit, quantity, units }, i) => ({
        line: i + 1,
        product,
        lot,
        unit,
        accepted: quantity,
        rejected: '0',
        missing: '0',
        ...(units === undefined ? {} : { units }),
      })),
    },
  })
}
