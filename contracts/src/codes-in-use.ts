// Only codes in use enter trade: a printed, frozen or void one is refused, loose or inside of a pack, wherever goods change hands.
import { runOf } from '@ectrace/shared/codes/code-runs'
import type { CodeRun } from '@ectrace/shared/codes/code-runs'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { codeRunsOf } from './change-codes.ts'
import { demand } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

type Unit = State['unit']
type Spans = NonNullable<NonNullable<Unit['pack']>['minted']>
/** A unit as it stands or is to stand, and the field that names it. */
export type Named = { row: Pick<Unit, 'path' | 'minted' | 'pack'>; field: string }
/**
 * trade: goods are sent on, packed or sold. removal: they come off the market, back or destroyed, and carry the code that they carry; only
 * codes that were never in use are on no goods at all.
 */
export type Purpose = 'trade' | 'removal'

/** So many rows are read to find a stopped code in packs; beyond that the packs have to be opened. */
const mostOpened = 2_000

const ruleBroken = ({ state, frozen }: CodeRun, purpose: Purpose): string | undefined => {
  if (state === 'printed') return 'code.activated'
  if (purpose === 'removal') return undefined
  if (frozen === true) return 'code.not-frozen'
  return state === 'void' ? 'code.not-void' : undefined
}

type Reader = (set: number) => Promise<readonly CodeRun[]>

/** Whether anything stopped lies between the lowest and the highest index of a pack's codes. */
const mayHoldStopped = async (runsOf: Reader, spans: Spans): Promise<boolean> => {
  for (const { set, from, to } of spans) {
    const stopped = (run: CodeRun): boolean =>
      run.from <= to && run.to >= from && ruleBroken(run, 'trade') !== undefined
    if ((await runsOf(set)).some(stopped)) return true
  }
  return false
}

/**
 * CODE_NOT_ACTIVE at the unit's field, with the stopped code's own path as value, unless all units of the batch, and all items in those that are
 * packs, are in use. Rules `code.activated`, `code.not-frozen`, `code.not-void`. Units of earlier rules do not say where they stand in
 * their set and pass.
 */
export type RequireInUse = (batch: string, named: readonly Named[]) => Promise<void>

/** One for a whole act: each set's runs are read once, and what is read in packs is counted over all of it. */
export const openUseCheck = (state: LedgerState, purpose: Purpose): RequireInUse => {
  const sets = new Map<string, readonly CodeRun[]>()
  let opened = 0

  const readerOf =
    (batch: string): Reader =>
    async (set) => {
      const key = keys.codeRuns(batch, set)
      const runs = sets.get(key) ?? (await codeRunsOf(state, batch, set)).runs
      sets.set(key, runs)
      return runs
    }
  const check = async (runsOf: Reader, { row, field }: Named): Promise<void> => {
    if (row.minted !== undefined) {
      const run = runOf(await runsOf(row.minted.set), row.minted.index)
      const broken = run === undefined ? undefined : ruleBroken(run, purpose)
      if (broken !== undefined) throw fault('CODE_NOT_ACTIVE', field, broken, row.path)
    }
    // What is packed has been in use.
    if (purpose === 'removal' || row.pack?.minted === undefined) return
    if (!(await mayHoldStopped(runsOf, row.pack.minted))) return
    opened += row.pack.children.length
    demand(opened <= mostOpened, 'CODE_NOT_ACTIVE', field, 'packs.at-most-looked-into', row.path)
    for (const path of row.pack.children) {
      const child = await state.get(keys.unit(path))
      if (child !== undefined) await check(runsOf, { row: child, field })
    }
  }
  return async (batch, named) => {
    const runsOf = readerOf(batch)
    for (const one of named) await check(runsOf, one)
  }
}

/** From the lowest to the highest index of what goes into a pack, for each set: so the pack is opened only where it may hold a stopped code. */
export const spansOf = (rows: readonly Unit[]): { minted?: Spans } => {
  const bySet = new Map<number, { set: number; from: number; to: number }>()
  const inside = rows.flatMap(({ minted, pack }): Spans => {
    const own = minted === undefined ? [] : [{ set: minted.set, from: minted.index, to: minted.index }]
    return [...own, ...(pack?.minted ?? [])]
  })
  for (const { set, from, to } of inside) {
    const known = bySet.get(set) ?? { set, from, to }
    bySet.set(set, { set, from: Math.min(known.from, from), to: Math.max(known.to, to) })
  }
  return bySet.size === 0 ? {} : { minted: [...bySet.values()].sort((a, b) => a.set - b.set) }
}
