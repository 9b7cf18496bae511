// The program that is killed at random moments: twenty writers on one ledger, with the threads that the ledger has in the server.
// What a killed one before it left without an answer is sent again first. Standard input ends: so does the writing.
import { appendFileSync } from 'node:fs'
import { createPrivateKey, randomUUID } from 'node:crypto'
import type { Submission } from '@ectrace/shared/ledger/ledger'
import { openCarrier } from '../../src/sqlite/carry-thread.ts'
import { openAdmissionThread } from '../../src/ledger/embedded/admission-thread.ts'
import { foundOperator, makePlace, signedBy } from '../ledger-fixture.ts'
import type { Person } from '../ledger-fixture.ts'
import { openHere } from '../small-log.ts'

/** `told`: a transaction that was acknowledged, with its place; `sent`: one on its way; `opened`: milliseconds that it took. */
export type WriterNote = { told?: string; leafIndex?: number; sent?: Submission; opened?: number }

export type RandomPlan = {
  dir: string
  keyDir: string
  /** A file of its own for each process: the last line of one that was killed may be cut. */
  diary: string
  person: Omit<Person, 'key'> & { pem: string }
  unanswered: Submission[]
}

const writers = 20
/** Bytes: every life writes into several files, and reads some of them when it starts. */
const [segmentLimit, startBytes] = [60_000, 200_000]

const plan = JSON.parse(process.env.PLAN ?? '{}') as RandomPlan
const who: Person = { ...plan.person, key: createPrivateKey(plan.person.pem) }
const keep = (note: WriterNote): void => appendFileSync(plan.diary, `${JSON.stringify(note)}\n`)

// The threads keep no process alive.
const alive = setInterval(() => undefined, 60_000)
let finishing = false
process.stdin.on('end', () => (finishing = true)).resume()

const began = performance.now()
const ledger = await openHere(plan, {
  ...{ segmentLimit, startBytes },
  admission: openAdmissionThread(),
  carrier: openCarrier,
})
keep({ opened: performance.now() - began })
const { origin, size } = await ledger.log()

const submit = async (submission: Submission): Promise<void> => {
  const { transaction, leafIndex } = await ledger.submit(submission)
  keep({ told: transaction, leafIndex })
}
const submitNew = async (submission: Submission): Promise<void> => {
  keep({ sent: submission })
  await submit(submission)
}
const write = async (): Promise<void> => {
  while (!finishing) await submitNew(signedBy(who, origin, [makePlace(randomUUID())]))
}

await Promise.all(plan.unanswered.map(submit))
if (size === 0 && plan.unanswered.length === 0) await submitNew(signedBy(who, origin, [foundOperator(who)]))
console.log('streaming')
await Promise.all(Array.from({ length: writers }, write))
await ledger.close()
clearInterval(alive)
