// What is loaded for an agreed trade: per agreed line one batch or several, in bulk or item by item, and what is sent.
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import { add, compare, subtract } from '@ectrace/shared/domain/decimal'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import type { FieldFault } from '@ectrace/shared/errors'
import { checkChoice, checkQuantity, checkTemperature } from '../../state/check-field'
import { boolOf, listOf, objectOf, textOf, textsLike } from '../../state/read-draft'
import { brokenMomentRule, instantOf, type Moment } from '../../ui/moment'

/**
 * `fills`: number of the agreed line, as text. `units`: code paths of items and packs, only where `named`; `packs`: how much is in those
 * of them that are packs.
 */
export type LoadDraft = {
  fills: string
  batch: string
  quantity: string
  named: boolean
  units: string[]
  packs: { path: string; quantity: string }[]
}
export type DispatchDraft = { place: string; at: Moment; vehicle: string; temperature: string; loads: LoadDraft[] }

type AgreedLine = TradeView['lines'][number]

/** Most item codes that one line can name (schema of the request). */
export const mostUnits = 500
const mostLoads = 500

export const firstDispatch = (lines: readonly AgreedLine[], now: Moment): DispatchDraft => ({
  place: '',
  at: now,
  vehicle: '',
  temperature: '',
  loads: lines.map(({ line, quantity = '' }) => ({
    fills: String(line),
    batch: '',
    quantity,
    named: false,
    units: [],
    packs: [],
  })),
})

export const readDispatch = objectOf<DispatchDraft>({
  place: textOf,
  at: textsLike({ day: '', time: '' }),
  vehicle: textOf,
  temperature: textOf,
  loads: listOf(
    objectOf<LoadDraft>({
      fills: textOf,
      batch: textOf,
      quantity: textOf,
      named: boolOf,
      units: listOf(textOf, mostUnits),
      packs: listOf(textsLike({ path: '', quantity: '' }), mostUnits),
    }),
    mostLoads,
  ),
})

const isNumber = ({ quantity }: LoadDraft, unit: string): boolean =>
  checkQuantity('quantity', quantity, unit).length === 0

export type Balance = { agreed: string; loaded: string; missing: string; over: string }

/** What is loaded for an agreed line against what was agreed; lines that are no numbers yet count as nothing. */
export const balanceOf = ({ line, quantity = '0', unit }: AgreedLine, loads: readonly LoadDraft[]): Balance => {
  const loaded = loads
    .filter((load) => load.fills === String(line) && isNumber(load, unit))
    .reduce((total, load) => add(total, load.quantity), '0')
  const short = compare(loaded, quantity) < 0
  return {
    agreed: quantity,
    loaded,
    missing: short ? subtract(quantity, loaded) : '0',
    over: short ? '0' : subtract(loaded, quantity),
  }
}

/** Item codes can be named where one code stands for one of the unit. */
export const canName = (unit: string): boolean => decimalsOf(unit) === 0

/** How much the named units of a load are: an item is one, a pack what is in it. */
export const sizeOf = ({ units, packs }: Pick<LoadDraft, 'units' | 'packs'>): string => {
  const held = new Map(packs.map(({ path, quantity }) => [path, quantity]))
  return units.reduce((total, path) => add(total, held.get(path) ?? '1'), '0')
}

const checkUnits = (load: LoadDraft, at: string): FieldFault[] => {
  const { named, units, quantity } = load
  if (!named || compare(sizeOf(load), quantity) === 0) return []
  const few = units.length === 0
  return [
    { field: `${at}.units`, rule: few ? 'units.chosen' : 'units.as-many-as-quantity', value: String(units.length) },
  ]
}

const checkLoad = (load: LoadDraft, index: number, unit: string): FieldFault[] => {
  const at = `lines.${String(index)}`
  const batch = checkChoice(`${at}.batch`, load.batch)
  const quantity = checkQuantity(`${at}.quantity`, load.quantity, unit)
  return [...batch, ...quantity, ...(quantity.length === 0 ? checkUnits(load, at) : [])]
}

/** Whether the sums are those agreed is the server's to say: a trade may state a tolerance. */
export const checkDispatch = (draft: DispatchDraft, lines: readonly AgreedLine[]): FieldFault[] => {
  const moment = brokenMomentRule(draft.at)
  const unitOf = (fills: string): string => lines.find(({ line }) => String(line) === fills)?.unit ?? ''
  return [
    ...checkChoice('place', draft.place),
    ...(moment === undefined ? [] : [{ field: 'dispatchedAt', rule: moment }]),
    ...draft.loads.flatMap((load, index) => checkLoad(load, index, unitOf(load.fills))),
    ...checkTemperature('temperature', draft.temperature),
  ]
}

/** What stands on the truck, and where it is loaded. */
export const loadBody = ({ place, loads }: DispatchDraft): NonNullable<BodyOf<typeof endpoints.checkLoad>> => ({
  place,
  lines: loads.map(({ fills, batch, quantity, named, units }) => ({
    fills: Number(fills),
    batch,
    quantity,
    ...(named ? { units: [...units] } : {}),
  })),
})

/** For a draft that breaks no rule. */
export const dispatchBody = (draft: DispatchDraft): BodyOf<typeof endpoints.dispatchTrade> => ({
  ...loadBody(draft),
  dispatchedAt: instantOf(draft.at),
  vehicle: draft.vehicle.trim(),
  ...(draft.temperature === '' ? {} : { temperature: draft.temperature }),
})

/** A further load for the same agreed line, of what is still missing. */
export const split = (draft: DispatchDraft, agreed: AgreedLine): LoadDraft[] => {
  const { missing } = balanceOf(agreed, draft.loads)
  const more: LoadDraft = {
    fills: String(agreed.line),
    batch: '',
    quantity: missing === '0' ? '' : missing,
    named: false,
    units: [],
    packs: [],
  }
  const last = draft.loads.map(({ fills }) => fills).lastIndexOf(String(agreed.line))
  return [...draft.loads.slice(0, last + 1), more, ...draft.loads.slice(last + 1)]
}

/** Item codes that are on another load already. */
export const takenElsewhere = (loads: readonly LoadDraft[], index: number): Set<string> =>
  new Set(loads.flatMap(({ named, units }, i) => (named && i !== index ? units : [])))
