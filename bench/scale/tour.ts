// What people ask while the demo is made and looked at: every reading question about the read model, with how often and with what values.
import { demoPassword } from '@ectrace/bff/test/seeded-demo'
import { createClient } from '@ectrace/sdk/client'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DemoView } from '@ectrace/shared/api/views'
import pg from 'pg'

/** A statement as it was sent; `values`: the parameters of each time. */
export type Question = { text: string; values: unknown[][] }

const isReading = (text: string): boolean => /^select\b/i.test(text)

/** Hears every question of this process to PostgreSQL until `stop`. */
type Query = (this: pg.Client, ...args: unknown[]) => unknown

/** What a statement was given as: text and values, or an object with both. */
const parts = ([first, values]: readonly unknown[]): { text?: unknown; values?: unknown } =>
  typeof first === 'object' && first !== null ? first : { text: first, values }

/** Hears every question of this process to PostgreSQL until `stop`. */
export const listen = (): { stop: () => Question[] } => {
  const asked = new Map<string, unknown[][]>()
  const query = Reflect.get(pg.Client.prototype, 'query') as Query
  const hear: Query = function (...args) {
    const { text, values } = parts(args)
    if (typeof text === 'string' && isReading(text))
      asked.set(text, [...(asked.get(text) ?? []), Array.isArray(values) ? (values as unknown[]) : []])
    return Reflect.apply(query, this, args)
  }
  Reflect.set(pg.Client.prototype, 'query', hear)
  return {
    stop: () => {
      Reflect.set(pg.Client.prototype, 'query', query)
      return [...asked].map(([text, values]) => ({ text, values }))
    },
  }
}

/** Everybody of the demo looks at what his pages show; consumers scan. */
export const lookAround = async (url: string, { accounts, codes }: DemoView): Promise<void> => {
  const consumer = createClient({ url })
  for (const { path, kind } of codes) if (kind === 'item') await consumer.call(endpoints.trace, { query: { c: path } })
  for (const { login } of accounts) {
    const client = createClient({ url })
    await client.login(login, demoPassword)
    const page = { query: { limit: 50 } }
    const trades = await client.call(endpoints.trades, page)
    for (const { no } of trades.items) await client.call(endpoints.trade, { params: { no } })
    const batches = await client.call(endpoints.batches, page)
    for (const { id } of batches.items) await client.call(endpoints.batch, { params: { id } })
    await client.call(endpoints.stock, page)
    await client.call(endpoints.places, page)
    await client.call(endpoints.products, page)
    await client.call(endpoints.notices, page)
    await client.call(endpoints.recalls, page)
  }
}
