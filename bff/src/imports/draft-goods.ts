// Rows of products, places and batches as the acts that make them.
import { normalizeGtin } from '@ectrace/shared/codes/gs1'
import { parseQuantity } from '@ectrace/shared/domain/decimal'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { fault } from '@ectrace/shared/errors'
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { requests } from '@ectrace/shared/schema/requests'
import type { Act } from '../commands/act.ts'
import { readState } from '../commands/state.ts'
import { parsed } from '../http/validation.ts'
import { draftOfRow, given, listOf } from './draft.ts'
import type { CheckedRow, Checking, Draft } from './draft.ts'
import { findPlace, findProduct } from './references.ts'

/** Names by which a file's later rows, or other files, mean what a row makes: there may be one of each only. */
const onceInFile = (rule: string): ((name: string, field: string) => void) => {
  const seen = new Set<string>()
  return (name, field) => {
    if (seen.has(name)) throw fault('ALREADY_EXISTS', field, rule, name.split('\0')[0])
    seen.add(name)
  }
}

const packingOf = (text: string | undefined): { unit: string; quantity: string }[] | undefined =>
  listOf(text)?.map((part) => {
    const [unit = '', quantity = ''] = part.split('=')
    return { unit, quantity }
  })

/** Without a GTIN its name and specification are all that tells a product. */
const requireNewProduct = async (
  { deps, principal }: Checking,
  { name, specification }: { name: string; specification?: string | undefined },
): Promise<void> => {
  const same = await deps.readModel
    .selectFrom('product')
    .select('id')
    .where('organisation', '=', principal.organisation)
    .where('name', '=', name)
    .where('specification', specification === undefined ? 'is' : '=', specification ?? null)
    .where('gtin', 'is', null)
    .executeTakeFirst()
  if (same !== undefined) throw fault('ALREADY_EXISTS', 'name', 'product.new', name)
}

const requireFreeOnOthers = async ({ deps }: Checking, gtin: string): Promise<void> => {
  for (const other of deps.channels) {
    if (other.channel === deps.channel) continue
    if ((await readState(other, keys.gtin(gtin))) !== undefined)
      throw fault('ALREADY_EXISTS', 'gtin', 'gtin.one-channel', gtin)
  }
}

export const draftProducts = (rows: readonly CheckedRow[], checking: Checking): Draft[] => {
  const once = onceInFile('product.once-in-file')
  const plan = async ({ row, values }: CheckedRow): Promise<Act> => {
    const { packing, requiredCredentials, ...plain } = values
    const { gtin, ...body } = parsed(requests.createProduct, {
      ...plain,
      ...given('packing', packingOf(packing)),
      ...given('requiredCredentials', listOf(requiredCredentials)),
    })
    const id = deriveId('product', checking.id, row)
    if (gtin === undefined) {
      await requireNewProduct(checking, body)
      once(`${body.name}\0${body.specification ?? ''}`, 'name')
      return { name: 'createProduct', fields: { id, ...body } }
    }
    const normal = normalizeGtin(gtin, 'gtin')
    await requireFreeOnOthers(checking, normal)
    return { name: 'createProduct', fields: { id, ...body, gtin: normal } }
  }
  return rows.map((row) => draftOfRow(row, () => plan(row)))
}

const requireNewPlace = async (
  { deps, principal }: Checking,
  { name, city, gln }: { name: string; city: string; gln?: string | undefined },
): Promise<void> => {
  const same = await deps.readModel
    .selectFrom('place')
    .select('id')
    .where('organisation', '=', principal.organisation)
    .where((eb) =>
      eb.or([
        eb.and([eb('name', '=', name), eb('city', '=', city)]),
        ...(gln === undefined ? [] : [eb('gln', '=', gln)]),
      ]),
    )
    .executeTakeFirst()
  if (same !== undefined) throw fault('ALREADY_EXISTS', 'name', 'place.new', name)
}

export const draftPlaces = (rows: readonly CheckedRow[], checking: Checking): Draft[] => {
  const once = onceInFile('place.once-in-file')
  const plan = async ({ row, values }: CheckedRow): Promise<Act> => {
    const body = parsed(requests.createPlace, values)
    await requireNewPlace(checking, body)
    if (body.gln !== undefined) once(body.gln, 'gln')
    once(`${body.name}\0${body.city}`, 'name')
    return { name: 'createPlace', fields: { id: deriveId('place', checking.id, row), ...body } }
  }
  return rows.map((row) => draftOfRow(row, () => plan(row)))
}

/** Half a piece, and a unit that is not the product's. */
export const checkUnit = (said: string | undefined, unit: string): void => {
  if (said !== undefined && said !== unit) throw fault('VALIDATION_FAILED', 'unit', 'unit.of-product', said)
}
export const checkQuantity = (quantity: string | undefined, unit: string, field = 'quantity'): void => {
  if (quantity !== undefined) parseQuantity(quantity, field, { decimals: decimalsOf(unit) })
}

export const draftBatches = (rows: readonly CheckedRow[], checking: Checking): Draft[] => {
  const { deps, principal } = checking
  const plan = async ({ values }: CheckedRow): Promise<Act> => {
    const { product: _product, gtin: _gtin, specification: _specification, unit, place = '', ...plain } = values
    const product = await findProduct(deps, principal.organisation, values, false)
    const at = await findPlace(deps, principal.organisation, place, 'place')
    checkUnit(unit, product.unit)
    checkQuantity(plain['quantity'], product.unit)
    const body = parsed(requests.createBatch, { ...plain, product: product.id, place: at })
    return { name: 'createBatch', fields: { id: batchId(body.product, body.lot), ...body } }
  }
  return rows.map((row) => draftOfRow(row, () => plan(row)))
}
