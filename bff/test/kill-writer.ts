// The kill test's writer, a process of its own: streams receipts, and notes each acknowledged one durably before it goes on.
// Argument: a file with the plan as JSON. Message `finish`: end every lane after its present receipt, then exit.
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { AppError } from '@ectrace/shared/errors'
import type { ErrorCode } from '@ectrace/shared/errors'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'

/** A trade whose receipts are written one after the other. */
export type Lane = { no: string; product: string; lot: string }
/** `again`: codes by which the server says that it cannot answer now; besides none that it gives while it starts. */
export type WriterPlan = {
  url: string
  login: string
  password: string
  place: string
  acks: string
  lanes: Lane[]
  again?: ErrorCode[]
}

/** A line of the file. `tries`: how often the receipt was sent; `sentAt`: when for the last time, milliseconds. */
export type Ack = {
  key: string
  trade: string
  n: number
  transaction: string
  accepted: string
  tries: number
  sentAt: number
}

const knockMs = 40
const amounts = ['0.25', '0.5', '0.75', '1'] as const

let finishing = false
process.on('message', (message) => {
  finishing = message === 'finish'
})

/** What the server answers; undefined when it gave none or is only starting: nothing is known of the outcome then. */
const answerOf = async <T>(call: Promise<T>, again: readonly ErrorCode[] = []): Promise<T | undefined> => {
  try {
    return await call
  } catch (error) {
    // Any other coded refusal was decided by the server and must not happen here.
    if (error instanceof AppError && error.code !== 'NOT_READY' && !again.includes(error.code)) throw error
    return undefined
  }
}

type Parts = { plan: WriterPlan; client: Client; keep: (ack: Ack) => void }
type Asked = { key: string; lane: Lane; accepted: string }

/** The same receipt under the same key until it is acknowledged. */
const receive = async ({ plan, client, keep }: Parts, { key, lane, accepted }: Asked): Promise<void> => {
  const { no, product, lot } = lane
  const line = { line: 1, product, lot, unit: 'LTR', accepted, rejected: '0', missing: '0' } as const
  for (let tries = 1; ; tries++) {
    const sentAt = Date.now()
    const body = { kind: 'partial' as const, place: plan.place, lines: [line] }
    const reply = await answerOf(client.call(endpoints.confirmReceipt, { params: { no }, body, key }), plan.again)
    if (reply?.state === 'committed') {
      keep({ key, trade: no, n: reply.n, transaction: reply.transaction, accepted, tries, sentAt })
      return
    }
    await pause(knockMs)
  }
}

const runLane = async (parts: Parts, lane: Lane, number: number): Promise<void> => {
  for (let i = 0; !finishing; i++) {
    const accepted = amounts[(i + number) % amounts.length] ?? '1'
    await receive(parts, { key: `receipt-${String(number)}-${String(i)}`, lane, accepted })
  }
}

const run = async (plan: WriterPlan): Promise<void> => {
  const file = openSync(plan.acks, 'a')
  const keep = (ack: Ack): void => {
    writeSync(file, `${JSON.stringify(ack)}\n`)
    fsyncSync(file)
  }
  const client = createClient({ url: plan.url })
  // One session for all rounds: it, too, has to outlive every kill.
  await client.login(plan.login, plan.password)
  process.send?.('streaming')
  await Promise.all(plan.lanes.map((lane, number) => runLane({ plan, client, keep }, lane, number)))
  closeSync(file)
}

await run(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as WriterPlan)
process.disconnect()
