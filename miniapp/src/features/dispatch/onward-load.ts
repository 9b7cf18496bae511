// What was scanned when an onward trade was offered, kept on this phone until the trade is dispatched.
import { isZero } from '@ectrace/shared/domain/decimal'
import { listOf, textOf } from '../../state/read-draft'
import { mostUnits, type DispatchDraft, type LoadDraft } from './dispatch-draft'

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const mostLines = 500

/** Units of which each is one: a pack's contents are not known here, and its line is filled in without names. */
const namedOf = (units: unknown, quantity: string): string[] | undefined => {
  const paths = listOf(textOf, mostUnits)(units)
  return paths !== undefined && String(paths.length) === quantity ? paths : undefined
}

const loadOf = (line: unknown): LoadDraft | undefined => {
  if (!isRecord(line) || typeof line['fills'] !== 'number') return undefined
  const batch = textOf(line['batch'])
  const quantity = textOf(line['quantity'])
  if (batch === undefined || quantity === undefined || !/^\d+(?:\.\d+)?$/.test(quantity) || isZero(quantity))
    return undefined
  const units = namedOf(line['units'], quantity)
  return { fills: String(line['fills']), batch, quantity, named: units !== undefined, units: units ?? [], packs: [] }
}

/** The draft with place and loads as they were scanned; as it is where nothing was. */
export const withOnward = (first: DispatchDraft, stored: unknown): DispatchDraft => {
  if (!isRecord(stored)) return first
  const place = textOf(stored['place'])
  const loads = listOf(loadOf, mostLines)(stored['lines'])
  return place === undefined || loads === undefined || loads.length === 0 ? first : { ...first, place, loads }
}
