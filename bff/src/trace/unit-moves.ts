// How one unit went from hand to hand: by its own name, and with the packs it lay in for as long as it lay in them.
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import type { Deps } from '../deps.ts'
import { recordsAbout } from './find-records.ts'
import type { Found } from './find-records.ts'

/** `child` was put into `parent` by the act `packing`. */
export type PackedIn = { child: string; parent: string; packing: Found }
/** A hand-over of the unit; `packs`: those around it then, from the innermost outwards. */
export type Move = { record: Found; packs: readonly PackedIn[] }

/** Acts that write the row of a unit: after any of them it lies where that row says. */
const writers: readonly TransactionName[] = [
  'aggregate',
  'disaggregate',
  'dispatchTrade',
  'confirmReceipt',
  'answerDiscrepancy',
  'returnGoods',
  'cancelTrade',
  'retireGoods',
]
/** Item, carton, pallet. */
const mostLevels = 4

type Span = { after: number; before: number }
type Step = { record: Found; row: State['unit'] }

/** The acts that wrote the unit's own row within the span, each with the row as it left it. */
const stepsOf = async (deps: Deps, path: string, { after, before }: Span): Promise<Step[]> => {
  const key = keys.unit(path)
  const records = await recordsAbout(deps, key, writers)
  const within = records.filter(({ leaf_index: at }) => at > after && at < before)
  const steps = await Promise.all(
    within.map(async (record): Promise<Step[]> => {
      const written = (await deps.ledger.transaction(record.transaction))?.writes.find((write) => write.key === key)
      // Rules wrote it under a unit's key.
      return written === undefined ? [] : [{ record, row: written.value as unknown as State['unit'] }]
    }),
  )
  return steps.flat()
}

/** Sent, or come into the buyer's hands; a pack of which something was taken stays on its way and has not come. */
const isHandOver = ({ record: { name }, row: { state, parent } }: Step): boolean =>
  (name === 'dispatchTrade' && state === 'in_transit') ||
  (name === 'confirmReceipt' && state === 'on_hand' && parent === undefined)

/** The times that the unit lay in a pack, each until the act that took it out. */
const staysOf = (steps: readonly Step[], { before }: Span): { packed: Omit<PackedIn, 'child'>; span: Span }[] =>
  steps.flatMap(({ record, row: { parent } }, i) => {
    if (parent === undefined || record.name !== 'aggregate') return []
    const left = steps.slice(i + 1).find((later) => later.row.parent !== parent)
    const span = { after: record.leaf_index, before: left?.record.leaf_index ?? before }
    return [{ packed: { parent, packing: record }, span }]
  })

const movesWithin = async (deps: Deps, path: string, span: Span, level: number): Promise<Move[]> => {
  if (level > mostLevels) return []
  const steps = await stepsOf(deps, path, span)
  const own = steps.filter(isHandOver).map(({ record }): Move => ({ record, packs: [] }))
  const inPacks = await Promise.all(
    staysOf(steps, span).map(async ({ packed, span: stay }) => {
      const moves = await movesWithin(deps, packed.parent, stay, level + 1)
      return moves.map(({ record, packs }): Move => ({ record, packs: [{ child: path, ...packed }, ...packs] }))
    }),
  )
  return [...own, ...inPacks.flat()]
}

/** Every hand-over of a unit, oldest first. */
export const movesOfUnit = async (deps: Deps, path: string): Promise<Move[]> => {
  const moves = await movesWithin(deps, path, { after: -1, before: Infinity }, 1)
  return moves.sort((a, b) => a.record.leaf_index - b.record.leaf_index)
}
