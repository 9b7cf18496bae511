// What is typed about a batch, whether it is new or made out of others, and what is sent.
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { endpoints } from '@ectrace/shared/api/endpoints'
import { add, compare, subtract } from '@ectrace/shared/domain/decimal'
import type { FieldFault } from '@ectrace/shared/errors'
import { checkChoice, checkDay, checkLot, checkQuantity } from '../../state/check-field'
import { listOf, objectOf, textOf, textsLike } from '../../state/read-draft'

export const emptyBatch = { product: '', lot: '', producedOn: '', expiresOn: '', place: '', quantity: '' }
export type BatchDraft = typeof emptyBatch

export const emptyInput = { batch: '', quantity: '' }
export type InputDraft = typeof emptyInput
export type TransformDraft = BatchDraft & { inputs: InputDraft[] }

/** What a batch on hand has, for checking a use of it. */
export type Stock = { onHand: string; unit: string }
export type StockOf = (batch: string) => Stock | undefined

export const mostInputs = 50

export const readTransform = objectOf<TransformDraft>({
  product: textOf,
  lot: textOf,
  producedOn: textOf,
  expiresOn: textOf,
  place: textOf,
  quantity: textOf,
  inputs: listOf(textsLike(emptyInput), mostInputs),
})

const checkDays = ({ producedOn, expiresOn }: BatchDraft, today: string): FieldFault[] => {
  const produced = checkDay('producedOn', producedOn)
  if (produced.length > 0) return produced
  if (producedOn > today) return [{ field: 'producedOn', rule: 'day.not-in-future', value: producedOn }]
  if (expiresOn === '') return []
  const expires = checkDay('expiresOn', expiresOn)
  if (expires.length > 0 || expiresOn >= producedOn) return expires
  return [{ field: 'expiresOn', rule: 'day.not-before-production', value: expiresOn }]
}

/** `unit` is that of the chosen product; `today` a calendar day. */
export const checkBatch = (draft: BatchDraft, unit: string, today: string): FieldFault[] => [
  ...checkChoice('product', draft.product),
  ...checkLot('lot', draft.lot),
  ...checkDays(draft, today),
  ...checkChoice('place', draft.place),
  ...checkQuantity('quantity', draft.quantity, unit),
]

/** All of an input that other lines use before this one; lines that are not numbers yet count as nothing. */
const usedBefore = (inputs: readonly InputDraft[], index: number, stockOf: StockOf): string => {
  const { batch = '' } = inputs[index] ?? {}
  const unit = stockOf(batch)?.unit ?? ''
  return inputs
    .slice(0, index)
    .filter((other) => other.batch === batch && checkQuantity('quantity', other.quantity, unit).length === 0)
    .reduce((total, { quantity }) => add(total, quantity), '0')
}

/** What stays of a batch after a use of it. */
export type Left = { enough: true; left: string } | { enough: false }

/** What stays of the batch of an input; undefined while it is not chosen or no number. */
export const leftOf = (inputs: readonly InputDraft[], index: number, stockOf: StockOf): Left | undefined => {
  const input = inputs[index]
  const stock = input === undefined ? undefined : stockOf(input.batch)
  if (input === undefined || stock === undefined) return undefined
  if (checkQuantity('quantity', input.quantity, stock.unit).length > 0) return undefined
  const used = add(usedBefore(inputs, index, stockOf), input.quantity)
  return compare(used, stock.onHand) > 0 ? { enough: false } : { enough: true, left: subtract(stock.onHand, used) }
}

const checkInput = (inputs: readonly InputDraft[], index: number, stockOf: StockOf): FieldFault[] => {
  const { batch = '', quantity = '' } = inputs[index] ?? {}
  const at = `inputs.${String(index)}`
  const chosen = checkChoice(`${at}.batch`, batch)
  if (chosen.length > 0) return chosen
  const number = checkQuantity(`${at}.quantity`, quantity, stockOf(batch)?.unit ?? '')
  if (number.length > 0 || leftOf(inputs, index, stockOf)?.enough !== false) return number
  return [{ field: `${at}.quantity`, rule: 'at-most-held', value: quantity }]
}

export const checkTransform = (draft: TransformDraft, unit: string, today: string, stockOf: StockOf): FieldFault[] => [
  ...draft.inputs.flatMap((_input, index) => checkInput(draft.inputs, index, stockOf)),
  ...checkBatch(draft, unit, today),
]

export const batchBody = ({
  product,
  lot,
  producedOn,
  expiresOn,
  place,
  quantity,
}: BatchDraft): BodyOf<typeof endpoints.createBatch> => ({
  product,
  lot,
  producedOn,
  ...(expiresOn === '' ? {} : { expiresOn }),
  place,
  quantity,
})

export const transformBody = (draft: TransformDraft): BodyOf<typeof endpoints.transformBatch> => ({
  ...batchBody(draft),
  inputs: draft.inputs.map(({ batch, quantity }) => ({ batch, quantity })),
})
