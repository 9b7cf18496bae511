// Rows of trades: those with the same reference are the lines of one offer.
import { createHash } from 'node:crypto'
import { tradeNo } from '@ectrace/shared/codes/trade-no'
import { AppError, fault } from '@ectrace/shared/errors'
import { requests } from '@ectrace/shared/schema/requests'
import type { Act } from '../commands/act.ts'
import { parsed } from '../http/validation.ts'
import { checkQuantity, checkUnit } from './draft-goods.ts'
import { given, listOf } from './draft.ts'
import type { CheckedRow, Checking, Draft } from './draft.ts'
import { findOrganisation, findPlace, findProduct } from './references.ts'

/** Said once for the whole trade: in its first row, and in others the same or nothing. */
const ofTheTrade = ['buyer', 'deliverTo', 'promisedAt', 'requiredCredentials']

const lineField = /^lines\.(\d+)\.(\w+)/

/** The fault of a row's own line, named as a line of the request is. */
const atLine = async <T>(i: number, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const faults = error.details.faults?.map((one) => ({ ...one, field: `lines.${String(i)}.${one.field}` }))
    throw new AppError(error.code, { details: { ...error.details, ...given('faults', faults) } })
  }
}

type Line = { product: string; quantity: string; unit: string; tolerance?: string }

const lineOf = async ({ deps, principal }: Checking, { values }: CheckedRow): Promise<Line> => {
  const { unit, quantity = '', tolerance } = values
  const product = await findProduct(deps, principal.organisation, values, true)
  checkUnit(unit, product.unit)
  checkQuantity(quantity, product.unit)
  checkQuantity(tolerance, product.unit, 'tolerance')
  return { product: product.id, quantity, unit: product.unit, ...given('tolerance', tolerance) }
}

/** Every line's faults at once. */
const linesOf = async (checking: Checking, rows: readonly CheckedRow[]): Promise<Line[]> => {
  const lines: Line[] = []
  const faults: NonNullable<AppError['details']['faults']> = []
  for (const [i, row] of rows.entries()) {
    try {
      lines.push(await atLine(i, () => lineOf(checking, row)))
    } catch (error) {
      if (!(error instanceof AppError) || error.details.faults === undefined) throw error
      faults.push(...error.details.faults)
    }
  }
  if (faults.length > 0) throw new AppError('VALIDATION_FAILED', { details: { faults } })
  return lines
}

const planTrade = async (checking: Checking, rows: readonly CheckedRow[], first: CheckedRow): Promise<Act> => {
  const { deps, principal, id } = checking
  const { buyer = '', deliverTo, promisedAt, requiredCredentials } = first.values
  const to = await findOrganisation(deps, buyer, 'buyer')
  const place = deliverTo === undefined ? undefined : await findPlace(deps, to, deliverTo, 'deliverTo')
  const { lines, ...offer } = parsed(requests.offerTrade, {
    buyer: to,
    lines: await linesOf(checking, rows),
    ...given('deliverTo', place),
    ...given('promisedAt', promisedAt),
    ...given('requiredCredentials', listOf(requiredCredentials)),
  })
  const bytes = createHash('sha256')
    .update(`trade/import/${id}/${String(first.row)}`)
    .digest()
  return {
    name: 'offerTrade',
    fields: {
      no: tradeNo(bytes.subarray(0, 13)),
      supplier: principal.organisation,
      ...offer,
      lines: lines.map((line, i) => ({ line: i + 1, ...line })),
    },
  }
}

const groupedBy = (rows: readonly CheckedRow[]): CheckedRow[][] => {
  const groups = new Map<string, CheckedRow[]>()
  for (const row of rows) {
    const reference = row.values['reference'] ?? `row ${String(row.row)}`
    const group = groups.get(reference)
    if (group === undefined) groups.set(reference, [row])
    else group.push(row)
  }
  return [...groups.values()]
}

const requireSame = (first: CheckedRow, row: CheckedRow): void => {
  for (const column of ofTheTrade) {
    const said = row.values[column]
    if (said !== undefined && said !== first.values[column])
      row.faults.push({ field: column, rule: 'trade.same-in-all-rows', value: said.slice(0, 40) })
  }
}

export const draftTrades = (rows: readonly CheckedRow[], checking: Checking): Draft[] =>
  groupedBy(rows).map((group) => {
    const [first] = group
    if (first === undefined) throw fault('INTERNAL', 'rows', 'group')
    for (const row of group) requireSame(first, row)
    return {
      rows: group,
      plan: () => planTrade(checking, group, first),
      placeOf: (field) => {
        const [, line, column] = lineField.exec(field) ?? []
        const row = line === undefined ? undefined : group[Number(line)]
        return { row: row ?? first, column: column ?? field.split('.')[0] ?? field }
      },
    }
  })
