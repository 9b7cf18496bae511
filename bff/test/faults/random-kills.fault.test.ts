// Row 1: the ledger's process killed at random moments under concurrent writers: what was told stands at its place, once, and nothing else.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import type { Submission } from '@ectrace/shared/ledger/ledger'
import { transactionId } from '@ectrace/shared/proof/envelope'
import { verifyLedger } from '../../src/ledger/embedded/verify-ledger.ts'
import { makeFolders, makePerson } from '../ledger-fixture.ts'
import { openHere } from '../small-log.ts'
import { counts, patience, quantile, report } from './counts.ts'
import { quickStart } from '../quick-start.ts'
import { killSeed, randomFrom } from './random-moments.ts'
import type { RandomPlan, WriterNote } from './random-writers.ts'

/** Logs, each killed so often: the founding of a log is hit as well. */
const [logs, killsEach] = [counts({ ci: 2, full: 20 }), counts({ ci: 15, full: 50 })]
/** Logs at a time. */
const abreast = 2
/** Milliseconds: how long a process lives with its writers, and how far the one of four gets that is killed in its start. */
const [longestLife, longestStart] = [150, 350]

const program = fileURLToPath(new URL('./random-writers.ts', import.meta.url))

type Life = Omit<RandomPlan, 'diary' | 'unanswered'>
/** What the lives of a log noted. `repeated`: sent again because a killed process had left them without an answer. */
type Told = { sent: Map<string, Submission>; told: Map<string, number>; opened: number[]; repeated: number }

const take = ({ sent: allSent, told: allTold, opened: allOpened }: Told, note: WriterNote): void => {
  const { sent, told, leafIndex = -1, opened } = note
  if (sent) allSent.set(transactionId(sent.envelope), sent)
  if (told !== undefined) allTold.set(told, leafIndex)
  if (opened !== undefined) allOpened.push(opened)
}

const readNotes = (all: Told, file: string): void => {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  for (const line of text.split('\n').slice(0, -1)) take(all, JSON.parse(line) as WriterNote)
}

type Until = (streaming: Promise<unknown>) => Promise<unknown>

/** One life: `until` resolves when it is to be killed; without one it finishes its work. */
const live = async (life: Life, all: Told, until?: Until): Promise<void> => {
  const unanswered = [...all.sent].flatMap(([id, submission]) => (all.told.has(id) ? [] : [submission]))
  const diary = path.join(path.dirname(life.keyDir), `diary-${randomUUID()}`)
  const plan: RandomPlan = { ...life, diary, unanswered }
  const env = { ...quickStart, PLAN: JSON.stringify(plan) }
  const child = spawn(process.execPath, [program], { env, stdio: 'pipe' })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(child, 'close')
  if (until) {
    await Promise.race([until(once(child.stdout, 'data')), ended])
    child.kill('SIGKILL')
  } else {
    child.stdout.resume()
    child.stdin.end()
  }
  const [code, signal] = (await ended) as [number | null, string | null]
  if (code !== (until ? null : 0)) throw new Error(`the process ended with ${code ?? signal}: ${said}`)
  readNotes(all, diary)
  all.repeated += unanswered.length
}

/** All transactions in their order; the size of the tree. */
const readChain = async (folders: Pick<Life, 'dir' | 'keyDir'>): Promise<{ ids: string[]; size: number }> => {
  const ledger = await openHere(folders)
  const { height, size } = await ledger.log()
  const ids: string[] = []
  for (let next = 1; next <= height;) {
    const blocks = await ledger.blocks(next, 100)
    ids.push(...blocks.flatMap(({ transactions }) => transactions.map(({ transaction }) => transaction)))
    next += blocks.length
  }
  await ledger.close()
  return { ids, size }
}

/** Kills the processes of one log in turn, and checks what they left. */
const killOneLog = async (seed: number): Promise<Told> => {
  const random = randomFrom(seed)
  const { remove, ...folders } = makeFolders()
  const { key, ...who } = makePerson()
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString()
  const life: Life = { ...folders, person: { ...who, pem } }
  const all: Told = { sent: new Map(), told: new Map(), opened: [], repeated: 0 }
  for (let kill = 0; kill < killsEach; kill++) {
    const [inStart, share] = [random() < 0.25, random()]
    await live(life, all, async (streaming) => {
      if (!inStart) await streaming
      await pause(share * (inStart ? longestStart : longestLife))
    })
  }
  await live(life, all)
  const { ids, size } = await readChain(folders)
  expect(ids.length).toBe(size)
  expect(new Set(ids).size).toBe(size)
  // In the end all were answered: the chain holds them at the places that were told, and nothing else.
  expect([...all.told].filter(([id, leafIndex]) => ids[leafIndex] !== id)).toEqual([])
  expect([all.told.size, all.sent.size]).toEqual([size, size])
  expect(await verifyLedger({ ...folders, hashesOnly: false })).toMatchObject({ unfinished: false, stateChecked: true })
  remove()
  return all
}

test(
  'killed at random moments while twenty writers submit, the ledger has everything that was told at its place, once',
  async () => {
    console.log(`KILL_SEED=${String(killSeed)}`)
    const seeds = Array.from({ length: logs }, (_none, i) => killSeed + i)
    const outcomes: Told[] = []
    const lane = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) outcomes.push(await killOneLog(seed))
    }
    await Promise.all(Array.from({ length: abreast }, lane))
    const opened = outcomes.flatMap((one) => one.opened)
    report(1, 'random kills of the ledger while twenty writers submit', {
      kills: logs * killsEach,
      logs,
      acknowledged: outcomes.reduce((sum, { told }) => sum + told.size, 0),
      repeated: outcomes.reduce((sum, { repeated }) => sum + repeated, 0),
      ackedLost: 0,
      doubled: 0,
      recoveryP50Ms: quantile(opened, 0.5),
      recoveryP99Ms: quantile(opened, 0.99),
    })
  },
  patience,
)
