// For the kill test: what the chain says beside what the writer was told, from the API while it runs and from the files afterwards.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { sum } from '@ectrace/shared/domain/decimal'
import type { Client } from '@ectrace/sdk/client'
import type { Home } from './kill-program.ts'
import { batchOfLane } from './kill-world.ts'
import type { World } from './kill-world.ts'
import type { Ack } from './kill-writer.ts'

/** A line that was being written when the writer ended would not parse: the writer is never killed. */
export const readAcks = (file: string): Ack[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Ack)

/** Quantity that each trade handed over, as the writer was told. */
export const receivedOn = ({ lanes }: World, acks: readonly Ack[]): Map<string, string> =>
  new Map(lanes.map(({ no }) => [no, sum(acks.filter(({ trade }) => trade === no).map(({ accepted }) => accepted))]))

/** `work` over all items, a few at a time. */
const inTurns = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = []
  for (let i = 0; i < items.length; i += 16) results.push(...(await Promise.all(items.slice(i, i + 16).map(work))))
  return results
}

/** Those that the chain does not know, asked one by one by their owner. */
export const missingOnChain = async (client: Client, acks: readonly Ack[]): Promise<string[]> => {
  const views = await inTurns(acks, ({ transaction }) =>
    client.call(endpoints.transaction, { params: { id: transaction } }),
  )
  return views.filter(({ state }) => state !== 'committed').map(({ transaction }) => transaction)
}

export type TradeBooks = { due: string; receipts: { n: number; transaction: string }[] }

/** Per trade: what is still due by the chain's own state, and its receipts in order. */
export const tradeBooks = async (client: Client, { lanes }: World): Promise<Map<string, TradeBooks>> =>
  new Map(
    await inTurns(lanes, async ({ no }): Promise<[string, TradeBooks]> => {
      const { expectation, receipts } = await client.call(endpoints.trade, { params: { no } })
      const due = expectation?.lines[0]?.due ?? ''
      return [no, { due, receipts: receipts.map(({ n, transaction }) => ({ n, transaction })) }]
    }),
  )

/** What the buyer's page says is on hand of each trade's batch. */
export const onHand = async (client: Client, { lanes }: World): Promise<Map<string, string>> =>
  new Map(
    await inTurns(lanes, async (lane): Promise<[string, string]> => {
      const { onHand: quantity } = await client.call(endpoints.batch, { params: { id: batchOfLane(lane) } })
      return [lane.no, quantity]
    }),
  )

type Row = Record<string, unknown>
const query = (file: string, sql: string, ...values: string[]): Row[] => {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database.prepare(sql).all(...values)
  } finally {
    database.close()
  }
}

const inReadModel = ({ dataDir }: Home): string => path.join(dataDir, 'read-model.db')

const idsOf = (rows: Row[]): string[] => rows.map(({ id }) => String(id)).sort()

/** Transactions of all receipts by the ledger's own index. */
export const receiptsInLedger = (home: Home): string[] => {
  const sql = `SELECT lower(hex(tx.id)) AS id FROM entry JOIN tx ON tx.leaf_index = entry.leaf_index
    WHERE entry.key LIKE 'receipt/%'`
  return idsOf(query(path.join(home.dataDir, 'ledger', 'state.db'), sql))
}

/** The same, and by the read model's records. */
export const receiptsInFiles = (home: Home): { ledger: string[]; records: string[] } => {
  const records = `SELECT "transaction" AS id FROM record WHERE name = 'confirmReceipt'`
  return { ledger: receiptsInLedger(home), records: idsOf(query(inReadModel(home), records)) }
}

/** How many of those repeated stood on chain before their last repeat was sent: work that a kill had left without an answer. */
export const doneBeforeRepeat = (home: Home, acks: readonly Ack[]): number => {
  const rows = query(inReadModel(home), `SELECT "transaction" AS id, recorded_at AS at FROM record`)
  const at = new Map(rows.map((row) => [String(row.id), Date.parse(String(row.at))]))
  return acks.filter(({ transaction, tries, sentAt }) => tries > 1 && (at.get(transaction) ?? sentAt) < sentAt).length
}

/** Sums of an owner's holdings in one state, by batch; a batch of which nothing is left does not appear. */
export const holdingsOf = (home: Home, owner: string, state: string): Map<string, string> => {
  const sql = `SELECT batch, quantity FROM holding WHERE owner = ? AND state = ?`
  const byBatch = new Map<string, string[]>()
  for (const row of query(inReadModel(home), sql, owner, state)) {
    const batch = String(row.batch)
    byBatch.set(batch, [...(byBatch.get(batch) ?? []), String(row.quantity)])
  }
  return new Map([...byBatch].map(([batch, quantities]) => [batch, sum(quantities)]))
}
