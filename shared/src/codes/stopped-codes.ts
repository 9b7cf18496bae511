// Finds a code that keeps a unit out of trade: its own, or one of what is packed in it, that is printed, frozen or void. For rule and door alike.
import { keys } from '../ledger/keys.ts'
import type { GetState } from '../ledger/keys.ts'
import type { State } from '../ledger/state.ts'
import { runOf } from './code-runs.ts'
import type { CodeRun } from './code-runs.ts'
import { setRunsOf } from './set-runs.ts'

type Unit = State['unit']
type Spans = NonNullable<NonNullable<Unit['pack']>['minted']>
/** A unit as it stands or is to stand. */
export type CodedUnit = Pick<Unit, 'path' | 'minted' | 'pack'>
/**
 * trade: goods are sent on, packed or sold. removal: they come off the market, back or destroyed, and carry the code that they carry; only
 * codes that were never in use are on no goods at all.
 */
export type Purpose = 'trade' | 'removal'
/** `unread`: the packs of this act hold too much to look for one; `path` is the pack's. */
export type Stopped = { path: string; why: 'printed' | 'frozen' | 'void' | 'unread' }

/** So many rows are read to find a stopped code in packs; beyond that the packs have to be opened. */
const mostOpened = 2_000

const whyOf = ({ state, frozen }: CodeRun, purpose: Purpose): Exclude<Stopped['why'], 'unread'> | undefined => {
  if (state === 'printed') return 'printed'
  if (purpose === 'removal') return undefined
  if (frozen === true) return 'frozen'
  return state === 'void' ? 'void' : undefined
}

type Reader = (set: number) => Promise<readonly CodeRun[]>

/** Whether anything stopped lies between the lowest and the highest index of a pack's codes. */
const mayHoldStopped = async (runsOf: Reader, spans: Spans): Promise<boolean> => {
  for (const { set, from, to } of spans) {
    const stopped = (run: CodeRun): boolean => run.from <= to && run.to >= from && whyOf(run, 'trade') !== undefined
    if ((await runsOf(set)).some(stopped)) return true
  }
  return false
}

export type FindStopped = (batch: string, unit: CodedUnit) => Promise<Stopped | undefined>

/**
 * One for a whole act: each set's runs are read once, and what is read in packs is counted over all of it. Units of earlier rules do not say
 * where they stand in their set and pass.
 */
export const openStoppedCodes = (get: GetState, purpose: Purpose): FindStopped => {
  const sets = new Map<string, readonly CodeRun[]>()
  let opened = 0

  const readerOf =
    (batch: string): Reader =>
    async (set) => {
      const key = keys.codeRuns(batch, set)
      const runs = sets.get(key) ?? (await setRunsOf(get, batch, set))?.runs ?? []
      sets.set(key, runs)
      return runs
    }
  const inPack = async (
    runsOf: Reader,
    path: string,
    pack: NonNullable<Unit['pack']>,
  ): Promise<Stopped | undefined> => {
    // What is packed has been in use.
    if (purpose === 'removal' || pack.minted === undefined || !(await mayHoldStopped(runsOf, pack.minted)))
      return undefined
    opened += pack.children.length
    if (opened > mostOpened) return { path, why: 'unread' }
    for (const inside of pack.children) {
      const child = await get(keys.unit(inside))
      const found = child === undefined ? undefined : await find(runsOf, child)
      if (found !== undefined) return found
    }
    return undefined
  }
  const find = async (runsOf: Reader, { path, minted, pack }: CodedUnit): Promise<Stopped | undefined> => {
    const run = minted === undefined ? undefined : runOf(await runsOf(minted.set), minted.index)
    const why = run === undefined ? undefined : whyOf(run, purpose)
    if (why !== undefined) return { path, why }
    return pack === undefined ? undefined : inPack(runsOf, path, pack)
  }
  return (batch, unit) => find(readerOf(batch), unit)
}
