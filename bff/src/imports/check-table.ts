// Holds every row of a file against the schemas of the API and the rules of the chain: what could be written, and what is wrong where.
import type { ImportKind } from '@ectrace/shared/api/file-views'
import { AppError } from '@ectrace/shared/errors'
import type { FieldFault } from '@ectrace/shared/errors'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import { caughtUp } from '../commands/caught-up.ts'
import { saltedOperation } from '../commands/act.ts'
import type { Act } from '../commands/act.ts'
import { openRehearsal } from '../ledger/rehearse.ts'
import type { Rehearsal } from '../ledger/rehearse.ts'
import { mostRows } from '../tables/read/cells.ts'
import type { TableRow } from '../tables/read/cells.ts'
import { cellValue } from './cell-values.ts'
import type { Column } from './columns.ts'
import { draftBatches, draftPlaces, draftProducts } from './draft-goods.ts'
import { draftTrades } from './draft-trades.ts'
import type { CheckedRow, Checking, Draft } from './draft.ts'
import { findColumns } from './find-columns.ts'

/** `rows`: their numbers in the file. */
export type Planned = { rows: number[]; act: Act }
export type CheckedTable = { columns: string[]; rows: CheckedRow[]; planned: Planned[] }

/** Canonical bytes of a transaction that both ledgers take, less what stands in it beside the acts (`contracts/src/admission.ts`). */
const mostBytes = 1024 * 1024 - 4_096
const mostFaults = 20
const longestValue = 200

const drafting: Record<ImportKind, (rows: readonly CheckedRow[], checking: Checking) => Draft[]> = {
  products: draftProducts,
  places: draftPlaces,
  batches: draftBatches,
  trades: draftTrades,
}

const faultsOf = ({ code, details }: AppError): FieldFault[] => details.faults ?? [{ field: 'row', rule: code }]

const checkRow = ({ row, cells }: TableRow, columns: readonly (Column | undefined)[]): CheckedRow => {
  const checked: CheckedRow = { row, values: {}, faults: [] }
  columns.forEach((column, i) => {
    if (column === undefined) return
    const { name, kind, required } = column
    const cell = cells[i]
    if (cell === undefined) {
      if (required === true) checked.faults.push({ field: name, rule: 'required' })
      return
    }
    checked.values[name] = cell.text.slice(0, longestValue)
    try {
      checked.values[name] = cellValue(cell, kind)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      checked.faults.push(...faultsOf(error).map((one) => ({ ...one, field: name })))
    }
  })
  return checked
}

/** Puts the fault of an act where it came from. */
const blame = ({ placeOf }: Draft, error: AppError): void => {
  for (const one of faultsOf(error)) {
    const { row, column } = placeOf(one.field)
    if (row.faults.length < mostFaults) row.faults.push({ ...one, field: column })
  }
}

const isBad = ({ faults }: CheckedRow): boolean => faults.length > 0

/** The act, unless its rows have faults or its rule refuses it. */
const planned = async (draft: Draft, rehearsal: Rehearsal): Promise<Act | undefined> => {
  if (draft.rows.some(isBad)) return undefined
  try {
    const act = await draft.plan()
    const { operation, openings } = saltedOperation(act)
    const refusal = await rehearsal.refusal(operation, openings)
    if (refusal === undefined) return act
    blame(draft, refusal)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    blame(draft, error)
  }
  return undefined
}

/** Rows that belong to one act are written together or not at all. */
const spread = ({ rows }: Draft): void => {
  const bad = rows.find(isBad)
  if (bad === undefined) return
  for (const row of rows)
    if (!isBad(row)) row.faults.push({ field: 'row', rule: 'other-row-bad', value: String(bad.row) })
}

/** What an act takes of a transaction's size. */
const bytesOf = (act: Act): number => {
  const { operation, openings } = saltedOperation(act)
  return canonicalBytes(operation).length + canonicalBytes(openings).length + 2
}

const requireFits = (acts: readonly Planned[]): void => {
  let bytes = 0
  for (const [i, { act }] of acts.entries()) {
    bytes += bytesOf(act)
    if (bytes <= mostBytes) continue
    const rows = acts.slice(0, i).reduce((sum, one) => sum + one.rows.length, 0)
    throw new AppError('FILE_TOO_LARGE', {
      details: { faults: [{ field: 'file', rule: 'transaction.at-most-1-mb' }], rowsThatFit: rows },
    })
  }
}

/** Throws FILE_UNREADABLE (columns) and FILE_TOO_LARGE (more than one transaction holds); faults of rows stand with them. */
export const checkTable = async (
  kind: ImportKind,
  table: readonly TableRow[],
  checking: Checking,
): Promise<CheckedTable> => {
  const { deps, principal } = checking
  const { columns, rows: found } = findColumns(kind, table)
  if (found.length > mostRows)
    throw new AppError('FILE_TOO_LARGE', {
      details: { faults: [{ field: 'file', rule: `rows.at-most-${String(mostRows)}` }] },
    })
  await caughtUp(deps)
  const rows = found.map((row) => checkRow(row, columns))
  const caller = { caller: principal.user, custody: principal.custody }
  const rehearsal = await openRehearsal(deps.ledger, caller, deps.clock())
  const acts: Planned[] = []
  for (const draft of drafting[kind](rows, checking)) {
    const act = await planned(draft, rehearsal)
    if (act !== undefined) acts.push({ rows: draft.rows.map(({ row }) => row), act })
    spread(draft)
  }
  requireFits(acts)
  return { columns: columns.flatMap((column) => (column === undefined ? [] : [column.name])), rows, planned: acts }
}
