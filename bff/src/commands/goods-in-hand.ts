// From scanned codes and named batches to goods that the caller has in hand, each told by its field when it is not.
import { parseCode } from '@ectrace/shared/codes/trace-code'
import type { TraceCode } from '@ectrace/shared/codes/trace-code'
import { add, compare, isZero, parseQuantity, subtract, sum } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { AppError } from '@ectrace/shared/errors'
import type { ErrorCode, FieldFault } from '@ectrace/shared/errors'
import { batchId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { requests } from '@ectrace/shared/schema/requests'
import type { z } from 'zod'
import type { Deps } from '../deps.ts'
import { mintedBatches } from './minted-batches.ts'
import { onHandOf } from './on-hand.ts'
import type { OnHand } from './on-hand.ts'
import { mustRead, readState } from './state.ts'

type Asked = z.output<typeof requests.draftOnward>
/** A batch in hand: how much of it, the units named among that, and the trades under which those came. */
export type InHand = {
  batch: State['batch']
  product: State['product']
  /** In bulk beside `units`. */
  loose: Quantity
  units: { path: string; quantity: Quantity; trade?: string | undefined }[]
}
export type GoodsInHand = { goods: InHand[]; place: string }

type Refused = FieldFault & { code: ErrorCode }
type Named = { field: string; code: TraceCode }
type FoundUnit = { field: string; path: string; batch: string; row?: State['unit'] | undefined }

/** All that is wrong at once; the code is that of the first. */
const refuse = (refused: readonly Refused[]): void => {
  const [first] = refused
  if (first === undefined) return
  const faults = refused.map(({ code: _code, ...one }) => one)
  throw new AppError(first.code, { details: { faults } })
}

const readCode = (deps: Deps, text: string, field: string): Named | Refused => {
  try {
    const code = parseCode(text, { hosts: deps.config.codeHosts })
    if (code.kind !== 'trade') return { field, code }
    return { code: 'CODE_MALFORMED', field, rule: 'code.of-goods', value: code.path }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { code: error.code, field, rule: error.details.faults?.[0]?.rule ?? 'code', value: text.slice(0, 80) }
  }
}

/** Each code once: a second look at the same label is no second item. */
const readCodes = (deps: Deps, texts: readonly string[]): Named[] => {
  const read = texts.map((text, i) => readCode(deps, text, `codes.${String(i)}`))
  refuse(read.filter((one): one is Refused => 'rule' in one))
  const named = read.filter((one): one is Named => !('rule' in one))
  return named.filter((one, i) => named.findIndex(({ code }) => code.path === one.code.path) === i)
}

const whyNotHeld = (unit: State['unit'] | undefined, holder: string): string | undefined => {
  if (unit === undefined) return undefined
  if (unit.holder !== holder || unit.state !== 'on_hand') return 'unit.held'
  return unit.parent === undefined ? undefined : 'unit.loose'
}

/** Items and packs; a pack that the chain does not know is in nobody's hands. */
const findUnits = async (deps: Deps, named: readonly Named[], holder: string): Promise<FoundUnit[]> => {
  const codes = named.filter(({ code }) => code.kind === 'item' || code.kind === 'logistics')
  const rows = await Promise.all(codes.map(({ code }) => readState(deps, keys.unit(code.path))))
  const fresh = codes.filter((_code, i) => rows[i] === undefined).map(({ code }) => code.path)
  const minted = await mintedBatches(deps, fresh)
  const refused: Refused[] = []
  const found = codes.flatMap(({ field, code: { path, kind } }, i): FoundUnit[] => {
    const row = rows[i]
    const batch = row?.batch ?? minted[path]
    const rule = whyNotHeld(row, holder)
    if (rule !== undefined) refused.push({ code: 'UNIT_NOT_HELD', field, rule, value: path })
    if (batch !== undefined) return [{ field, path, batch, row }]
    refused.push({ code: kind === 'item' ? 'CODE_UNKNOWN' : 'UNIT_NOT_HELD', field, rule: 'code.known', value: path })
    return []
  })
  refuse(refused)
  return found
}

type AskedBatch = { field: string; batch: string; quantity?: Quantity | undefined }

/** A batch that the chain does not know is found to be held by nobody. */
const batchNamed = async (deps: Deps, { field, code }: Named): Promise<AskedBatch[]> => {
  if (code.kind !== 'batch') return []
  const { scheme, product, lot } = code
  const id = scheme === 'own' ? product : (await readState(deps, keys.gtin(product)))?.product
  return [{ field, batch: batchId(id ?? '', lot) }]
}

/** Batches by code or by identifier; without a quantity all that is on hand and not named by units. */
const findBatches = async (deps: Deps, named: readonly Named[], { batches }: Asked): Promise<AskedBatch[]> => {
  const byCode = (await Promise.all(named.map((one) => batchNamed(deps, one)))).flat()
  const byId = batches.map((one, i) => ({ field: `batches.${String(i)}.batch`, ...one }))
  return [...byCode, ...byId]
}

/** `loose`: so much beside the units; null: all that is left. */
type Wish = { batch: string; field: string; units: InHand['units']; loose: Quantity | null | undefined }

const wishesOf = (
  units: readonly (FoundUnit & { quantity: Quantity })[],
  batches: readonly AskedBatch[],
): Map<string, Wish> => {
  const wishes = new Map<string, Wish>()
  const wishOf = (batch: string, field: string): Wish => {
    const wish = wishes.get(batch) ?? { batch, field, units: [], loose: undefined }
    wishes.set(batch, wish)
    return wish
  }
  for (const { batch, field, path, quantity, row } of units)
    wishOf(batch, field).units.push({ path, quantity, trade: row?.trade })
  for (const { batch, field, quantity } of batches) {
    const wish = wishOf(batch, field)
    if (wish.loose !== undefined) refuse([{ code: 'VALIDATION_FAILED', field, rule: 'once', value: batch }])
    wish.loose = quantity ?? null
  }
  return wishes
}

const namedQuantity = ({ units }: Wish): Quantity => sum(units.map(({ quantity }) => quantity))

const leastOf = (wish: Wish): Quantity => add(namedQuantity(wish), wish.loose ?? '0')

const heldAt = (held: readonly OnHand[], batch: string, place: string): Quantity =>
  sum(held.filter((one) => one.batch === batch && one.place === place).map(({ quantity }) => quantity))

const isEnough = (held: readonly OnHand[], wish: Wish, place: string): boolean => {
  const there = heldAt(held, wish.batch, place)
  return compare(there, '0') > 0 && compare(leastOf(wish), there) <= 0
}

/** The place where all of it lies, that of the oldest goods first. Throws UNIT_NOT_HELD or INSUFFICIENT_QUANTITY, naming the goods. */
const placeOf = (held: readonly OnHand[], wishes: readonly Wish[], asked: string | undefined): string => {
  const places = asked === undefined ? [...new Set(held.map(({ place }) => place))] : [asked]
  const found = places.find((place) => wishes.every((wish) => isEnough(held, wish, place)))
  if (found !== undefined) return found
  const short = wishes.filter((wish) => !places.some((place) => isEnough(held, wish, place)))
  refuse(
    short.map(({ batch, field }) => {
      const none = !held.some((one) => one.batch === batch)
      return none
        ? { code: 'UNIT_NOT_HELD' as const, field, rule: 'batch.held', value: batch }
        : { code: 'INSUFFICIENT_QUANTITY' as const, field, rule: 'on-hand', value: batch }
    }),
  )
  throw new AppError('INSUFFICIENT_QUANTITY', { details: { faults: [{ field: 'place', rule: 'goods.at-one-place' }] } })
}

/** What a unit holds of the batch's unit of measure: a pack says it, an item is one of a counted unit. */
const withQuantity = async (deps: Deps, unit: FoundUnit): Promise<FoundUnit & { quantity: Quantity }> => {
  const packed = unit.row?.pack?.quantity
  if (packed !== undefined) return { ...unit, quantity: packed }
  const { product } = await mustRead(deps, keys.batch(unit.batch), unit.field)
  const { unit: measure } = await mustRead(deps, keys.product(product), unit.field)
  if (decimalsOf(measure) > 0)
    refuse([{ code: 'VALIDATION_FAILED', field: unit.field, rule: 'unit.counted', value: unit.path }])
  return { ...unit, quantity: '1' }
}

const inHand = async (deps: Deps, wish: Wish, held: readonly OnHand[], place: string): Promise<InHand> => {
  const batch = await mustRead(deps, keys.batch(wish.batch), wish.field)
  if ((await readState(deps, keys.recall(batch.id))) !== undefined)
    refuse([{ code: 'BATCH_RECALLED', field: wish.field, rule: 'batch.not-recalled', value: batch.lot }])
  const product = await mustRead(deps, keys.product(batch.product), wish.field)
  const rest = subtract(heldAt(held, batch.id, place), namedQuantity(wish))
  // Half a piece, or none, would be refused as soon as it is offered.
  if (typeof wish.loose === 'string') {
    parseQuantity(wish.loose, wish.field, { decimals: decimalsOf(product.unit) })
    if (isZero(wish.loose)) refuse([{ code: 'INVALID_QUANTITY', field: wish.field, rule: 'positive', value: '0' }])
  }
  return { batch, product, units: wish.units, loose: wish.loose === null ? rest : (wish.loose ?? '0') }
}

/**
 * What `organisation` has in hand of what was asked, and where. Throws the CODE_* errors, CODE_UNKNOWN, UNIT_NOT_HELD, NOT_FOUND,
 * BATCH_RECALLED, INSUFFICIENT_QUANTITY or VALIDATION_FAILED, each naming `codes.{i}` or `batches.{i}`.
 */
export const goodsInHand = async (deps: Deps, organisation: string, asked: Asked): Promise<GoodsInHand> => {
  if (asked.codes.length + asked.batches.length === 0)
    refuse([{ code: 'VALIDATION_FAILED', field: 'codes', rule: 'min.1' }])
  const named = readCodes(deps, asked.codes)
  const units = await Promise.all((await findUnits(deps, named, organisation)).map((unit) => withQuantity(deps, unit)))
  const wishes = [...wishesOf(units, await findBatches(deps, named, asked)).values()]
  const held = await onHandOf(
    deps,
    organisation,
    wishes.map(({ batch }) => batch),
  )
  const place = placeOf(held, wishes, asked.place)
  return { goods: await Promise.all(wishes.map((wish) => inHand(deps, wish, held, place))), place }
}
