// A verified company with one batch and somebody who trades for it: what benches of codes and labels begin with.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import type { Server } from './server.ts'

const password = 'correct horse battery'

export type Maker = { trader: Client; token: string; batch: string }

/** `quantity` pieces in the batch. */
export const makeBatch = async ({ url, setupToken }: Server, quantity: number): Promise<Maker> => {
  const join = async (login: string, value: string, type: 'operator' | 'processor', token?: string) => {
    const client = createClient({ url })
    const body = { scheme: 'uscc' as const, value, name: login, type, named: true, administrator: { login, password } }
    const { organisation } = await client.call(endpoints.registerOrganisation, {
      body: { ...body, ...(token !== undefined && { setupToken: token }) },
    })
    await client.login(login, password)
    return { client, organisation }
  }
  const operator = await join('operator', '91110000802100433B', 'operator', setupToken)
  const maker = await join('maker', '91330100MA0BCH0177', 'processor')
  await operator.client.call(endpoints.verifyOrganisation, {
    params: { id: maker.organisation },
    body: { level: 'verified', basis: 'bench' },
  })
  await maker.client.call(endpoints.enrolUser, { body: { login: 'trader', password, roles: ['trader'] } })
  const trader = createClient({ url })
  const { token } = await trader.login('trader', password)
  const { place } = await maker.client.call(endpoints.createPlace, { body: { name: 'maker', city: '上海' } })
  const { product } = await trader.call(endpoints.createProduct, {
    body: { name: '云岭原味酸奶 200 克', unit: 'H87' },
  })
  const dates = { producedOn: '2026-01-01', expiresOn: '2027-01-01' }
  const { batch } = await trader.call(endpoints.createBatch, {
    body: { product, lot: 'L20260101', ...dates, place, quantity: String(quantity) },
  })
  return { trader, token, batch }
}
