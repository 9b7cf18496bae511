// For tests of the story: the real server, seeded by the demo's own client, and its people logged in.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DemoView, TradeView } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { openDoor } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'
import { chosenEngine } from './engines.ts'
import { demoPassword, fillFrom, seedDoor, seededFor } from './seeded-demo.ts'

export type Demo = {
  door: Door
  note: DemoView
  /** The client of an account such as `baiwei.warehouse`. */
  as: (login: string) => Promise<Client>
  /** Path of a code on the demo page. */
  code: (kind: DemoView['codes'][number]['kind']) => string
  end: () => Promise<void>
}

/** What one of them wrote all of them read: after each call the read model has caught up. */
const readingAll = (client: Client, { deps: { ledger, projection } }: Door): Client => {
  const caughtUp = async <T>(calling: Promise<T>): Promise<T> => {
    try {
      return await calling
    } finally {
      await projection.waitFor((await ledger.log()).height, 10_000)
    }
  }
  return {
    ...client,
    call: (endpoint, input) => caughtUp(client.call(endpoint, input)),
    act: (endpoint, input) => caughtUp(client.act(endpoint, input)),
  }
}

/** One of the demo's people, logged in anew. */
export const loggedIn = async (door: Door, login: string): Promise<Client> => {
  const client = createClient({ url: door.url })
  await client.login(login, demoPassword)
  return readingAll(client, door)
}

export const openDemo = async (env: Record<string, string> = {}, engine = chosenEngine()): Promise<Demo> => {
  let copied: DemoView | undefined
  const door = await openDoor({ RATE_FACTOR: '1000', ...env }, engine, async (places) => {
    const seeded = seededFor(places.databaseUrl)
    if (seeded === undefined) return
    await fillFrom(seeded, places)
    copied = seeded.note
  })
  const note = copied ?? (await seedDoor(door))
  const clients = new Map<string, Client>()
  return {
    door,
    note,
    as: async (login) => {
      const known = clients.get(login)
      if (known !== undefined) return known
      const client = await loggedIn(door, login)
      clients.set(login, client)
      return client
    },
    code: (kind) => note.codes.find((one) => one.kind === kind)?.path ?? '',
    end: () => door.end(),
  }
}

export const tradeNoOf = (path: string): string => path.slice('/s/t/'.length)

/** The error that a call ends in; a call that succeeds fails the test. */
export const refusal = async (call: Promise<unknown>): Promise<AppError> => {
  try {
    await call
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('the call was expected to be refused')
}

type Counted = {
  line: number
  product: string
  lot: string
  unit: 'H87'
  accepted: string
  rejected: string
  missing: string
  units?: string[]
}

/** The rows that agree exactly with what the chain expects on a trade. */
export const exactCount = ({ expectation }: TradeView): Counted[] =>
  (expectation?.lines ?? []).map(({ line, product, lot, due, units }) => ({
    line,
    product,
    lot,
    unit: 'H87',
    accepted: due,
    rejected: '0',
    missing: '0',
    ...(units === undefined ? {} : { units: [...units] }),
  }))

export const firstPlaceOf = async (client: Client): Promise<string> => {
  const { items } = await client.call(endpoints.places, { query: {} })
  return items[0]?.id ?? ''
}
