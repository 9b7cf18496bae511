// Runs the scenario as a process under the disk shim, and checks what it left: nothing told is lost, nothing is there twice.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from '@jest/globals'
import type { Submission } from '@ectrace/shared/ledger/ledger'
import { transactionId } from '@ectrace/shared/proof/envelope'
import { verifyLedger } from '../../src/ledger/embedded/verify-ledger.ts'
import { makePerson } from '../ledger-fixture.ts'
import { openHere } from '../small-log.ts'
import { quickStart } from '../quick-start.ts'
import type { Diary, ScenarioPlan } from './scenario.ts'

const besides = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const person = makePerson()
const pem = person.key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** A folder for one run: `disk` is what the shim watches; `points` and `log` are what the shim writes there. */
export type Run = { root: string; disk: string; plan: ScenarioPlan; points: string; log: string; remove: () => void }

const runIn = (root: string, blocks: readonly number[]): Run => {
  const { user, publicKey } = person
  const disk = path.join(root, 'disk')
  const folders = { dir: path.join(disk, 'data', 'ledger'), keyDir: path.join(disk, 'keys') }
  mkdirSync(disk, { recursive: true })
  return {
    root,
    disk,
    plan: {
      ...folders,
      diary: path.join(root, 'diary'),
      person: { user, publicKey, pem },
      segmentLimit: 5_000,
      blocks,
    },
    points: path.join(root, 'points'),
    log: path.join(root, 'operations'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

const newRoot = (): string => mkdtempSync(path.join(tmpdir(), 'scenario-'))

/** A run of the scenario over empty folders: `blocks` before and after the ledger is closed and opened again. */
export const newRun = (blocks: readonly number[]): Run => runIn(newRoot(), blocks)

/** What is left of `run` elsewhere, to be opened there; its points begin anew. */
export const continued = (run: Run): Run => {
  const copy = runIn(newRoot(), [0])
  cpSync(run.root, copy.root, { recursive: true })
  rmSync(copy.points, { force: true })
  return copy
}

/** What the shim does: kill at a point, fail an operation, or record; `fileKiB` is the system's own limit on the size of a file. */
export type Shim = { dieAt?: number; failAt?: number; failCode?: string; record?: boolean; fileKiB?: number }

/** Runs the scenario over the folders of `run`; resolves to the signal that ended it, or its exit code. */
export const runScenario = async (run: Run, shim: Shim): Promise<string | number | null> => {
  const env = {
    ...quickStart,
    SCENARIO: JSON.stringify(run.plan),
    DISK_ROOT: run.disk,
    DISK_POINTS: run.points,
    ...(shim.dieAt !== undefined && { DISK_DIE_AT: String(shim.dieAt) }),
    ...(shim.failAt !== undefined && { DISK_FAIL_AT: String(shim.failAt), DISK_FAIL_CODE: shim.failCode ?? 'EIO' }),
    ...(shim.record === true && { DISK_LOG: run.log }),
  }
  const args = ['--import', besides('./disk-shim.ts'), besides('./scenario.ts')]
  const limited = ['-c', `ulimit -f ${shim.fileKiB ?? 'unlimited'} && exec "$0" "$@"`, process.execPath, ...args]
  const child = spawn('bash', limited, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  if (code !== null && code !== 0) throw new Error(`the scenario ended with ${code}: ${said}`)
  return signal ?? code
}

export const pointsOf = (run: Run): string[] =>
  existsSync(run.points) ? readFileSync(run.points, 'utf8').trimEnd().split('\n') : []

export type Told = { told: string[]; sent: Submission[]; failed: string[] }

/** What the scenario noted; a process killed while it notes leaves half a line, of which nobody was told. */
export const readDiary = ({ plan }: Pick<Run, 'plan'>): Told => {
  const text = existsSync(plan.diary) ? readFileSync(plan.diary, 'utf8') : ''
  const lines = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Diary)
  return {
    told: lines.flatMap(({ told }) => told ?? []),
    sent: lines.flatMap(({ sent }) => sent ?? []),
    failed: lines.flatMap(({ failed }) => failed ?? []),
  }
}

/**
 * Opens what is in the folders and checks it against the diary: it opens, everything told is there, the last one sent is there or
 * not and is there once when sent again, and the ledger verifies. Resolves to the milliseconds that opening took.
 */
export const checkLeft = async (folders: { dir: string; keyDir: string }, { told, sent }: Told): Promise<number> => {
  const began = performance.now()
  const ledger = await openHere(folders)
  const milliseconds = performance.now() - began
  const lost: string[] = []
  for (const id of told) if ((await ledger.transaction(id)) === undefined) lost.push(id)
  expect(lost).toEqual([])
  const ids = sent.map(({ envelope }) => transactionId(envelope))
  const onChain = (await ledger.blocks(1, 100)).flatMap(({ transactions }) =>
    transactions.map((one) => one.transaction),
  )
  expect(new Set(onChain).size).toBe(onChain.length)
  expect(onChain.filter((id) => !ids.includes(id))).toEqual([])
  const last = sent.at(-1)
  const isOpen = last !== undefined && last.envelope.log === (await ledger.log()).origin
  if (isOpen) {
    await ledger.submit(last)
    const size = onChain.includes(transactionId(last.envelope)) ? onChain.length : onChain.length + 1
    expect((await ledger.log()).size).toBe(size)
  }
  await ledger.close()
  expect(await verifyLedger({ ...folders, hashesOnly: true })).toMatchObject({ unfinished: false })
  return milliseconds
}
