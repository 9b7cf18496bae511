// Turns what a supplier says is loaded into the arguments of a dispatch: holdings, unit roots, proofs of membership.
import { checkUnitOfMeasure } from '@ectrace/shared/domain/unit-of-measure'
import { codeLeaf, codesRoot } from '@ectrace/shared/codes/code-set'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import { subtreeRootOf } from '@ectrace/shared/proof/merkle'
import { makeMultiproof } from '@ectrace/shared/proof/multiproof'
import type { requests } from '@ectrace/shared/schema/requests'
import type { z } from 'zod'
import type { Deps } from '../deps.ts'
import { takeHoldings } from './holdings.ts'
import { ensureCodes } from './mint.ts'
import { readState } from './state.ts'

type Loaded = z.output<typeof requests.dispatchTrade>
type Dispatch = Args<'dispatchTrade'>
type Line = Dispatch['lines'][number]

/** Throws INSUFFICIENT_QUANTITY, VALIDATION_FAILED (no such agreed line) or UNIT_NOT_IN_BATCH, each naming the line. */
export const planDispatch = async (
  deps: Deps,
  trade: State['trade'],
  loaded: Pick<Loaded, 'place' | 'lines'>,
): Promise<Pick<Dispatch, 'lines' | 'units'>> => {
  const taken = await takeHoldings(deps, {
    organisation: trade.supplier,
    place: loaded.place,
    wanted: loaded.lines,
    field: 'lines',
  })
  const agreedLines = new Map(trade.lines.map((line) => [line.line, line]))
  const lines: Line[] = []
  for (const [i, { fills, batch, quantity, unit, units }] of loaded.lines.entries()) {
    const agreed = agreedLines.get(fills)
    if (agreed === undefined) throw fault('VALIDATION_FAILED', `lines.${String(i)}.fills`, 'line.agreed', String(fills))
    lines.push({
      line: i + 1,
      fills,
      batch,
      quantity,
      unit: unit ?? checkUnitOfMeasure(agreed.unit),
      holdings: (taken[i] ?? []).map((holding) => ({ id: holding.id, quantity: holding.quantity })),
      ...(units === undefined
        ? {}
        : { units, ...(await membershipOf(deps, batch, units, `lines.${String(i)}.units`)) }),
    })
  }
  return { lines, units: lines.map(commitment) }
}

/** What everybody may see of a line: its batch and, where units were named, the root over them. */
const commitment = ({ line, batch, units }: Line): Dispatch['units'][number] =>
  units === undefined ? { line, batch } : { line, batch, root: codesRoot(units), count: units.length }

/** Proof for those units that never acted alone: all must come from one minted set. A pack always has a row. */
export const membershipOf = async (
  deps: Deps,
  batch: string,
  units: readonly string[],
  field: string,
): Promise<Pick<Line, 'membership'>> => {
  const rows = await Promise.all(units.map((path) => readState(deps, keys.unit(path))))
  const fresh = units.filter((_path, i) => rows[i] === undefined)
  if (fresh.length === 0) return {}
  await ensureCodes(deps, batch)
  const found = await deps.vault
    .selectFrom('code')
    .select(['path', 'code_set', 'idx'])
    .where('batch', '=', batch)
    .where('path', 'in', fresh)
    .orderBy('idx')
    .execute()
  const strange = fresh.find((path) => !found.some((code) => code.path === path))
  if (strange !== undefined) throw fault('UNIT_NOT_IN_BATCH', field, 'item.of-batch', strange)
  const set = found[0]?.code_set ?? 0
  if (found.some(({ code_set }) => code_set !== set)) throw fault('UNIT_NOT_IN_BATCH', field, 'item.of-one-set')
  const leaves = await leavesOf(deps, batch, set)
  const indices = found.map(({ idx }) => idx)
  const proof = makeMultiproof(indices, leaves.length, subtreeRootOf(leaves)).map(hexEncode)
  return { membership: { set, units: found.map(({ path, idx }) => ({ path, index: idx })), proof } }
}

/** Leaf hashes of a minted set in index order. */
export const leavesOf = async ({ vault }: Deps, batch: string, set: number): Promise<Uint8Array[]> => {
  const codes = await vault
    .selectFrom('code')
    .select('path')
    .where('batch', '=', batch)
    .where('code_set', '=', set)
    .orderBy('idx')
    .execute()
  return codes.map(({ path }) => codeLeaf(path))
}
