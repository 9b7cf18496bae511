// Turns what a supplier says is loaded into the arguments of a dispatch: holdings, unit roots, proofs of membership.
import { checkUnitOfMeasure } from '@ectrace/shared/domain/unit-of-measure'
import { codesRoot } from '@ectrace/shared/codes/code-set'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import type { requests } from '@ectrace/shared/schema/requests'
import type { z } from 'zod'
import { proofInSet } from '../codes/code-proofs.ts'
import { findCodes } from '../codes/find-codes.ts'
import type { Deps } from '../deps.ts'
import { takeHoldings } from './holdings.ts'
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
  const places = await findCodes(deps, batch, fresh)
  const found = fresh.map((path) => {
    const place = places.get(path)
    if (place === undefined) throw fault('UNIT_NOT_IN_BATCH', field, 'item.of-batch', path)
    return { path, ...place }
  })
  const set = found[0]?.set ?? 0
  if (found.some((one) => one.set !== set)) throw fault('UNIT_NOT_IN_BATCH', field, 'item.of-one-set')
  const inOrder = [...new Map(found.map(({ path, index }) => [index, path]))].sort(([a], [b]) => a - b)
  const proof = await proofInSet(
    deps,
    batch,
    set,
    inOrder.map(([index]) => index),
  )
  return { membership: { set, units: inOrder.map(([index, path]) => ({ path, index })), proof } }
}
