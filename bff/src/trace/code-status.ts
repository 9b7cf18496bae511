// How an item's code stands by the chain, and the newest record of each act on it: activated, frozen, released, void.
import type { TimelineEntry, TraceView } from '@ectrace/shared/api/views'
import { codeActs, runOf } from '@ectrace/shared/codes/code-runs'
import type { CodeAct, CodeRun } from '@ectrace/shared/codes/code-runs'
import { setRunsOf } from '@ectrace/shared/codes/set-runs'
import { keys } from '@ectrace/shared/ledger/keys'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import { readState, readingOf } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { recordsAbout } from './find-records.ts'
import type { RecordBook } from './record-book.ts'
import type { Resolved } from './resolve-code.ts'

const recordNames: Record<CodeAct, TransactionName> = {
  activate: 'activateCodes',
  freeze: 'freezeCodes',
  release: 'releaseCodes',
  void: 'voidCodes',
}

type Place = { batch: string; set: number; index: number }
type Acted = Partial<Record<CodeAct, number>>

/** Acts that must be there for the code to stand as it does. */
const dueActs = async (deps: Deps, { batch, set }: Place, { state, frozen }: CodeRun): Promise<CodeAct[]> => {
  const minted = (await readState(deps, keys.codes(batch)))?.sets.find((one) => one.set === set)
  return [
    ...(state === 'active' && minted?.activation === 'later' ? (['activate'] as const) : []),
    ...(state === 'void' ? (['void'] as const) : []),
    ...(frozen === true ? (['freeze'] as const) : []),
  ]
}

const actAt = async (deps: Deps, { batch, set, index }: Place, n: number): Promise<CodeAct | undefined> => {
  const acted = await readState(deps, keys.codeActed(batch, set, n))
  return acted !== undefined && acted.from <= index && acted.to >= index ? acted.act : undefined
}

/** The number of the newest act of each kind on this code, as the read model finds it. */
const newestActs = async ({ readModel }: Deps, { batch, set, index }: Place): Promise<Acted> => {
  const rows = await readModel
    .selectFrom('codeActed')
    .select((eb) => ['act', eb.fn.max('n').as('n')])
    .where('batch', '=', batch)
    .where('set', '=', set)
    .where('from', '<=', index)
    .where('to', '>=', index)
    .groupBy('act')
    .execute()
  return Object.fromEntries(rows.map(({ act, n }) => [act, n]))
}

/** The same by the chain alone, newest first, until nothing due is missing: slow, and only where the read model was edited. */
const searchActs = async (deps: Deps, place: Place, acts: number, due: readonly CodeAct[]): Promise<Acted> => {
  const found: Acted = {}
  for (let n = acts - 1; n >= 0 && due.some((act) => found[act] === undefined); n -= 1) {
    const act = await actAt(deps, place, n)
    if (act !== undefined) found[act] ??= n
  }
  return found
}

const actsOn = async (deps: Deps, place: Place, acts: number, due: readonly CodeAct[]): Promise<Acted> => {
  const told = await newestActs(deps, place)
  const held: Acted = {}
  for (const act of codeActs) {
    const n = told[act]
    if (n !== undefined && (await actAt(deps, place, n)) === act) held[act] = n
  }
  const missing = due.some((act) => held[act] === undefined)
  return missing ? { ...(await searchActs(deps, place, acts, due)), ...held } : held
}

/** What the page is told of the code, and the record that brought it into use. `undefined` for a batch's own code. */
export type CodeStatus = { status: NonNullable<TraceView['status']>; activated?: string }

export const codeStatus = async (
  deps: Deps,
  book: RecordBook,
  { batch: { id: batch }, item }: Pick<Resolved, 'batch' | 'item'>,
): Promise<CodeStatus | undefined> => {
  if (item === undefined) return undefined
  const place = { batch, ...item }
  const { acts, runs } = (await setRunsOf(readingOf(deps), batch, item.set)) ?? { acts: 0, runs: [] }
  const run = runOf(runs, item.index)
  if (run === undefined) return undefined
  const acted = acts === 0 ? {} : await actsOn(deps, place, acts, await dueActs(deps, place, run))
  const records: string[] = []
  let activated: string | undefined
  for (const act of codeActs) {
    const n = acted[act]
    if (n === undefined) continue
    const [found] = await recordsAbout(deps, keys.codeActed(batch, item.set, n), [recordNames[act]])
    if (found === undefined) continue
    const record = await book.add(found)
    records.push(record)
    if (act === 'activate') activated = record
  }
  const status = { state: run.state, frozen: run.frozen === true, records }
  return { status, ...(activated !== undefined && { activated }) }
}

/** The station at which the code came into use: of this very item. */
export const activationEntry = (book: RecordBook, { activated }: CodeStatus, batch: string): TimelineEntry[] => {
  const kept = activated === undefined ? undefined : book.kept(activated)
  if (activated === undefined || kept === undefined) return []
  return [{ record: activated, kind: 'activation', scope: 'item', batch, time: kept.found.recorded_at }]
}
