// The program that the fault tests kill: founds a log, writes blocks over several segments, closes, opens again, writes on.
// Every submission is kept in a file before it is sent and its outcome after it was told.
import { appendFileSync } from 'node:fs'
import { createPrivateKey } from 'node:crypto'
import { AppError } from '@ectrace/shared/errors'
import type { Ledger, Submission } from '@ectrace/shared/ledger/ledger'
import { foundOperator, makePlace, signedBy } from '../ledger-fixture.ts'
import type { Person } from '../ledger-fixture.ts'
import { openHere } from '../small-log.ts'

/** `told`: the id of a transaction that was acknowledged; `sent`: one on its way; `failed`: the code of a refusal. */
export type Diary = { told?: string; sent?: Submission; failed?: string }

export type ScenarioPlan = {
  dir: string
  keyDir: string
  diary: string
  person: Omit<Person, 'key'> & { pem: string }
  segmentLimit: number
  /** Blocks before the ledger is closed and opened again, and after. */
  blocks: readonly number[]
}

const plan = JSON.parse(process.env.SCENARIO ?? '{}') as ScenarioPlan
const who: Person = { ...plan.person, key: createPrivateKey(plan.person.pem) }
const keep = (line: Diary): void => appendFileSync(plan.diary, `${JSON.stringify(line)}\n`)

/** Once more where the disk was full; any other refusal ends the writing, and the log is opened again. */
const submit = async (ledger: Ledger, submission: Submission): Promise<boolean> => {
  keep({ sent: submission })
  for (let tries = 0; tries < 3; tries++) {
    try {
      keep({ told: (await ledger.submit(submission)).transaction })
      return true
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      keep({ failed: error.code })
      if (error.code !== 'STORAGE_FULL') return false
    }
  }
  return false
}

const open = (): Promise<Ledger> => openHere(plan, { segmentLimit: plan.segmentLimit })

/** An injected error while opening is an error of the system; the second attempt meets a disk that works. */
const openAgain = async (): Promise<Ledger> => {
  try {
    return await open()
  } catch (error) {
    keep({ failed: error instanceof AppError ? error.code : String(Reflect.get(Object(error), 'code')) })
    return open()
  }
}

for (const blocks of plan.blocks) {
  const ledger = await openAgain()
  const { origin, size } = await ledger.log()
  for (let made = size; made < size + blocks; made++) {
    const act = made === 0 ? foundOperator(who) : makePlace(`place ${made}`)
    if (!(await submit(ledger, signedBy(who, origin, [act])))) break
  }
  await ledger.close()
}
