// For the kill test: a supplier, a buyer, and many trades under way whose goods the buyer can receive little by little.
import { readFileSync } from 'node:fs'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { batchId } from '@ectrace/shared/ledger/ids'
import { registerCompany } from '@ectrace/demo/company'
import type { Company, CompanyPlan } from '@ectrace/demo/company'
import { dispatchGoods } from '@ectrace/demo/hand-over'
import type { HandOver } from '@ectrace/demo/hand-over'
import { setupTokenFile } from '../src/identity/bootstrap.ts'
import type { Home } from './kill-program.ts'
import type { Lane } from './kill-writer.ts'

/** Litres on each trade: more than a run can receive. */
export const dispatched = '1000000'
export const password = 'correct horse battery'
const receiver = 'buyer.warehouse'

const plans = {
  operator: { short: 'operator', name: '平台运营方', type: 'operator', uscc: '91110000802100433B', roles: [] },
  supplier: { short: 'supplier', name: '供货方', type: 'supplier', uscc: '91330100MA0KBL0104', roles: ['trader'] },
  buyer: {
    short: 'buyer',
    name: '收货方',
    type: 'retailer',
    uscc: '91330100MA0KBL0291',
    roles: ['trader', 'warehouse'],
  },
} as const satisfies Record<string, CompanyPlan>

export type World = { supplier: string; buyer: string; login: string; place: string; lanes: Lane[] }

const placeOf = async ({ administrator, name }: Company): Promise<string> => {
  const body = { name: `${name}仓库`, city: '上海' }
  return (await administrator.client.call(endpoints.createPlace, { body })).place
}

type Cast = { supplier: Company; buyer: Company }

const cast = async ({ url, keyDir }: Home): Promise<Cast> => {
  const setupToken = readFileSync(setupTokenFile(keyDir), 'utf8').trim()
  const operator = await registerCompany(url, { ...plans.operator, setupToken }, password)
  const [supplier, buyer] = await Promise.all([
    registerCompany(url, plans.supplier, password),
    registerCompany(url, plans.buyer, password),
  ])
  for (const { id } of [supplier, buyer]) {
    const body = { level: 'verified', basis: '核对一致' } as const
    await operator.administrator.client.call(endpoints.verifyOrganisation, { params: { id }, body })
  }
  return { supplier, buyer }
}

type Goods = Pick<HandOver, 'supplier' | 'buyer' | 'from' | 'to'> & { product: string }

/** A batch for each trade, so that dispatches made at the same time do not reach for the same holding. */
const openLane = async ({ product, ...way }: Goods, lot: string): Promise<Lane> => {
  const body = { product, lot, producedOn: '2026-01-01', place: way.from, quantity: dispatched }
  const { batch } = await way.supplier.as('trader').call(endpoints.createBatch, { body })
  const loads = [{ product, unit: 'LTR' as const, batch, lot, quantity: dispatched }]
  const { no } = await dispatchGoods({ ...way, loads, dispatchedAt: new Date().toISOString() })
  return { no, product, lot }
}

export const batchOfLane = ({ product, lot }: Lane): string => batchId(product, lot)

/** Offered, accepted and dispatched: `count` trades. */
export const makeWorld = async (home: Home, count: number): Promise<World> => {
  const { supplier, buyer } = await cast(home)
  const [from, to] = await Promise.all([placeOf(supplier), placeOf(buyer)])
  const body = { name: '散装菜籽油', unit: 'LTR' } as const
  const { product } = await supplier.as('trader').call(endpoints.createProduct, { body })
  const lots = Array.from({ length: count }, (_none, i) => `LOT-${String(i)}`)
  const lanes = await Promise.all(lots.map((lot) => openLane({ supplier, buyer, from, to, product }, lot)))
  return { supplier: supplier.id, buyer: buyer.id, login: receiver, place: to, lanes }
}
