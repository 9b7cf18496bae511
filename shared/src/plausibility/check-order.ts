// Checks of order: what must lie before what, by the days and instants that the records claim.
import { compareInstants, dateOfInstant, instantFromMs, toUtcMs } from '../domain/time.ts'
import { compare } from '../domain/decimal.ts'
import { judged, notChecked } from './check.ts'
import type { BatchFacts, Check, Facts, Step } from './check.ts'

/** How far a claimed time may lie ahead of the signature: the clocks of phones and machines differ. */
const mostAheadMs = 5 * 60_000

const checkExpiry = ({ record, producedOn, expiresOn }: BatchFacts): Check[] =>
  expiresOn === undefined
    ? []
    : [
        judged('expiry_after_production', [record], {
          holds: producedOn <= expiresOn,
          expected: producedOn,
          actual: expiresOn,
        }),
      ]

/** Days are compared: on the day itself nobody knows which came first. */
const checkInputs = ({ batches }: Facts, product: BatchFacts): Check[] =>
  product.inputs.flatMap((id) => {
    const input = batches.find(({ batch }) => batch === id)
    if (input === undefined) return []
    return [
      judged('inputs_before_product', [input.record, product.record], {
        holds: input.producedOn <= product.producedOn,
        expected: input.producedOn,
        actual: product.producedOn,
      }),
    ]
  })

const isMaking = ({ kind }: Step): boolean => kind === 'batch' || kind === 'transformation'

/** Codes may be printed before the goods are made: theirs is no time of the goods. */
const checkProduction = ({ batches }: Facts, step: Step): Check[] => {
  const { time } = step
  if (time === undefined || isMaking(step)) return []
  return step.batches.flatMap((id) => {
    const made = batches.find(({ batch }) => batch === id)
    if (made === undefined) return []
    return [
      judged('after_production', [made.record, step.record], {
        holds: made.producedOn <= dateOfInstant(time),
        expected: made.producedOn,
        actual: time,
      }),
    ]
  })
}

const dispatchOf = ({ steps }: Facts, { trade }: Step): (Step & { time: string }) | undefined => {
  const found = steps.find((step) => step.kind === 'dispatch' && trade !== undefined && step.trade === trade)
  return found?.time === undefined ? undefined : { ...found, time: found.time }
}

const checkReceipt = (facts: Facts, receipt: Step): Check[] => {
  if (receipt.kind !== 'receipt' || receipt.time === undefined) return []
  const dispatch = dispatchOf(facts, receipt)
  if (dispatch === undefined) return [notChecked('receipt_after_dispatch', [receipt.record])]
  const records = [dispatch.record, receipt.record]
  const holds = compareInstants(dispatch.time, receipt.time) <= 0
  return [judged('receipt_after_dispatch', records, { holds, expected: dispatch.time, actual: receipt.time })]
}

/** The earliest receipt of one of the step's batches by the organisation that now sends it on; of a batch of its own there is none. */
const cameBy = ({ batches, steps }: Facts, { organisation, batches: sent }: Step): (Step & { time: string })[] => {
  const own = (id: string): boolean =>
    steps.some((step) => isMaking(step) && step.organisation === organisation && step.batches.includes(id))
  return sent.flatMap((id) => {
    if (own(id) || !batches.some(({ batch }) => batch === id)) return []
    const came = steps.flatMap((step) =>
      step.kind === 'receipt' &&
      step.organisation === organisation &&
      step.batches.includes(id) &&
      step.time !== undefined
        ? [{ ...step, time: step.time }]
        : [],
    )
    return came.sort((a, b) => compareInstants(a.time, b.time)).slice(0, 1)
  })
}

const checkDispatch = (facts: Facts, dispatch: Step): Check[] => {
  const { time } = dispatch
  if (dispatch.kind !== 'dispatch' || time === undefined || dispatch.organisation === undefined) return []
  const seen = new Set<string>()
  return cameBy(facts, dispatch).flatMap((came) => {
    if (seen.has(came.record)) return []
    seen.add(came.record)
    const holds = compareInstants(came.time, time) <= 0
    return [
      judged('dispatch_after_receipt', [came.record, dispatch.record], { holds, expected: came.time, actual: time }),
    ]
  })
}

const checkClaim = ({ record, time, recordedAt }: Step): Check[] => {
  if (time === undefined) return []
  const latest = instantFromMs(toUtcMs(recordedAt) + mostAheadMs)
  return [
    judged('recorded_after_claim', [record], {
      holds: compareInstants(time, latest) <= 0,
      expected: recordedAt,
      actual: time,
    }),
  ]
}

const checkQuantity = (facts: Facts, receipt: Step): Check[] => {
  if (receipt.kind !== 'receipt') return []
  const shipped = dispatchOf(facts, receipt)
  const records = [...(shipped === undefined ? [] : [shipped.record]), receipt.record]
  if (shipped?.quantity === undefined || receipt.quantity === undefined)
    return [notChecked('received_at_most_shipped', records)]
  const holds = compare(receipt.quantity, shipped.quantity) <= 0
  return [judged('received_at_most_shipped', records, { holds, expected: shipped.quantity, actual: receipt.quantity })]
}

/** Order of days and instants, and that no more arrived than was sent. */
export const checkOrder = (facts: Facts): Check[] => [
  ...facts.batches.flatMap((batch) => [...checkExpiry(batch), ...checkInputs(facts, batch)]),
  ...facts.steps.flatMap((step) => [
    ...checkProduction(facts, step),
    ...checkDispatch(facts, step),
    ...checkReceipt(facts, step),
    ...checkQuantity(facts, step),
    ...checkClaim(step),
  ]),
]
