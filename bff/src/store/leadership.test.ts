// The lead of a store: by itself for a file of SQLite, and by locks of a real PostgreSQL (TEST_POSTGRES_URL) between processes.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { administer, postgresql } from '../../test/engines.ts'
import type { Stores } from '../../test/engines.ts'
import { startLeadProcess } from '../../test/lead-process.ts'
import type { LeadProcess } from '../../test/lead-process.ts'
import { LeadLost } from './lead-lost.ts'
import { openLeadership } from './leadership.ts'
import type { Lead, Leadership } from './leadership.ts'
import { openReadModel } from './read-model.ts'
import type { ReadModel } from './read-model.ts'

const schema = 'read_model_trace'

/** Resolves when `lead` is what is wanted; a test that waits for it in vain ends by its own deadline. */
const until = async (lead: Lead, holds: boolean): Promise<void> => {
  if (lead.holds() === holds) return
  await new Promise<void>((resolve) => {
    const leave = lead.onChange(() => {
      if (lead.holds() !== holds) return
      leave()
      resolve()
    })
  })
}

test('a file of SQLite belongs to the one process that has it open', async () => {
  const leadership = await openLeadership('/nowhere/vault.db')
  expect(leadership.lead('/nowhere/read-model.db').holds()).toBe(true)
  expect(await leadership.isAlive(leadership.run)).toBe(true)
  expect(await leadership.isAlive('00000000-0000-4000-8000-000000000000')).toBe(false)
  expect(await leadership.alone('start', () => Promise.resolve(7))).toBe(7)
  await leadership.close()
})

describe('over a PostgreSQL', () => {
  let stores: Stores
  let url: string
  let readModel: ReadModel
  const opened: Leadership[] = []
  const children: LeadProcess[] = []
  beforeAll(async () => {
    stores = await postgresql(process.env.TEST_POSTGRES_URL).open()
    url = stores.env['DATABASE_URL'] ?? ''
    readModel = await openReadModel(stores.readModel)
  })
  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill()
    for (const leadership of opened.splice(0)) await leadership.close()
  })
  afterAll(async () => {
    await readModel.destroy()
    await stores.remove()
  })
  const open = async (): Promise<Leadership> => {
    const leadership = await openLeadership(stores.vault)
    opened.push(leadership)
    return leadership
  }
  const another = async (): Promise<LeadProcess> => {
    const child = await startLeadProcess(url, schema)
    children.push(child)
    return child
  }
  const leadOf = (leadership: Leadership): Lead => leadership.lead({ url, schema })
  /** Writes under the lead, in as long a transaction as `meanwhile`. */
  const write = (lead: Lead, meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> =>
    readModel.transaction().execute(async (transaction) => {
      await lead.fence(transaction)
      await meanwhile()
    })
  /** Ends the connections of `lead`'s process that hold its locks, as a cut wire or a server that restarts does. */
  const cut = (of: Leadership): Promise<void> =>
    administer(
      url,
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objsubid = 1
        and (classid::bigint << 32) | objid::bigint = hashtextextended('run ${of.run}', 0)`,
    )

  test('one process leads, and the other one does when the first is killed', async () => {
    const child = await another()
    await child.leads
    const leadership = await open()
    const lead = leadOf(leadership)
    expect(await leadership.isAlive(child.run)).toBe(true)
    expect(lead.holds()).toBe(false)
    await expect(write(lead)).rejects.toThrow(LeadLost)
    await child.kill()
    await until(lead, true)
    await write(lead)
    expect(await leadership.isAlive(child.run)).toBe(false)
  }, 20_000)

  test('who leads hands the lead over when it is closed', async () => {
    const [first, second] = [await open(), await open()]
    const lead = leadOf(first)
    await until(lead, true)
    const next = leadOf(second)
    await lead.close()
    await until(next, true)
    expect(lead.holds()).toBe(false)
    await expect(write(lead)).rejects.toThrow(LeadLost)
    await write(next)
  }, 20_000)

  test('who lost its connection writes nothing under the lead, and may lead again', async () => {
    const first = await open()
    const lead = leadOf(first)
    await until(lead, true)
    await cut(first)
    // It may not have noticed yet.
    await expect(write(lead)).rejects.toThrow(LeadLost)
    const second = await open()
    const next = leadOf(second)
    await Promise.race([until(next, true), until(lead, false).then(() => until(lead, true))])
    const written = await Promise.allSettled([write(lead), write(next)])
    expect(written.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  }, 20_000)

  test('nobody leads before what was begun under the lead has ended', async () => {
    const first = await open()
    const lead = leadOf(first)
    await until(lead, true)
    const next = leadOf(await open())
    await write(lead, async () => {
      await lead.close()
      // Long enough for the other one to have tried.
      await pause(1_200)
      expect(next.holds()).toBe(false)
    })
    await until(next, true)
  }, 20_000)

  test('what is done alone is done by one after the other', async () => {
    const all = await Promise.all([open(), open(), open()])
    let inside = 0
    const most: number[] = []
    await Promise.all(
      all.map((leadership) =>
        leadership.alone('start', async () => {
          inside += 1
          most.push(inside)
          await pause(20)
          inside -= 1
        }),
      ),
    )
    expect(most).toEqual([1, 1, 1])
  }, 20_000)
})
