// What people call a product, a place or an organisation, and which one they mean: by identifier, by a code of GS1, by name.
import { normalizeGtin } from '@ectrace/shared/codes/gs1'
import { AppError, fault } from '@ectrace/shared/errors'
import { idPattern } from '@ectrace/shared/ledger/ids'
import type { Deps } from '../deps.ts'
import type { StateRow } from '../store/state-columns.ts'

type Values = Readonly<Record<string, string>>
type Product = StateRow<'product'>

/** Candidates that an answer names. */
const mostNamed = 5

/** The only one; NOT_FOUND for none, and the identifiers of several, so that one of them can be filled in. */
const single = <Row extends { id: string }>(rows: readonly Row[], field: string, said: string): Row => {
  const [first, ...others] = rows
  if (first === undefined) throw fault('NOT_FOUND', field, 'exists', said.slice(0, 40))
  if (others.length === 0) return first
  const named = rows.slice(0, mostNamed).map(({ id }) => id)
  throw new AppError('VALIDATION_FAILED', {
    details: { faults: [{ field, rule: 'ambiguous', value: said.slice(0, 40), instead: named.join(' ') }] },
  })
}

const gtinOf = (text: string): string | undefined => {
  try {
    return normalizeGtin(text)
  } catch {
    return undefined
  }
}

/** Own products, and with `held` those of which the organisation has some: a dealer offers what others made. */
const named = ({ readModel }: Deps, organisation: string, name: string, held: boolean): Promise<Product[]> =>
  readModel
    .selectFrom('product')
    .selectAll()
    .where('name', '=', name)
    .where((eb) =>
      eb.or([
        eb('organisation', '=', organisation),
        ...(held
          ? [
              eb(
                'id',
                'in',
                eb
                  .selectFrom('holding')
                  .innerJoin('batch', 'batch.id', 'holding.batch')
                  .select('batch.product')
                  .where('holding.owner', '=', organisation)
                  .where('holding.state', '=', 'on_hand'),
              ),
            ]
          : []),
      ]),
    )
    .orderBy('id')
    .execute()

const byColumn = ({ readModel }: Deps, column: 'id' | 'gtin', value: string): Promise<Product[]> =>
  readModel.selectFrom('product').selectAll().where(column, '=', value).execute()

const candidates = async (deps: Deps, organisation: string, said: string, held: boolean): Promise<Product[]> => {
  if (idPattern('product').test(said)) return byColumn(deps, 'id', said)
  const gtin = gtinOf(said)
  const found = gtin === undefined ? [] : await byColumn(deps, 'gtin', gtin)
  return found.length > 0 ? found : named(deps, organisation, said, held)
}

/** By `gtin`, `product` (name, GTIN or identifier) and `specification`: all that is said must hold. */
export const findProduct = async (
  deps: Deps,
  organisation: string,
  { product, gtin, specification }: Values,
  held: boolean,
): Promise<Product> => {
  if (product === undefined && gtin === undefined) throw fault('VALIDATION_FAILED', 'product', 'required')
  const found =
    gtin === undefined
      ? await candidates(deps, organisation, product ?? '', held)
      : await byColumn(deps, 'gtin', normalizeGtin(gtin))
  const fits = found.filter(
    (one) =>
      (specification === undefined || one.specification === specification) &&
      (gtin === undefined ||
        product === undefined ||
        [one.name, one.id].includes(product) ||
        gtinOf(product) === one.gtin),
  )
  return single(fits, product === undefined ? 'gtin' : 'product', product ?? gtin ?? '')
}

/** A place of `owner` by identifier, GLN or name. */
export const findPlace = async ({ readModel }: Deps, owner: string, said: string, field: string): Promise<string> => {
  const column = idPattern('place').test(said) ? 'id' : /^\d{13}$/.test(said) ? 'gln' : 'name'
  const rows = await readModel
    .selectFrom('place')
    .select('id')
    .where('organisation', '=', owner)
    .where(column, '=', said)
    .orderBy('id')
    .execute()
  return single(rows, field, said).id
}

/** By identifier of ours, by registration number (credit code, GLN …) or by name. */
export const findOrganisation = async ({ readModel }: Deps, said: string, field: string): Promise<string> => {
  const found = (column: 'id' | 'value' | 'name', value: string): Promise<{ id: string }[]> =>
    readModel.selectFrom('organisation').select('id').where(column, '=', value).orderBy('id').execute()
  if (idPattern('organisation').test(said)) return single(await found('id', said), field, said).id
  const registered = await found('value', said.toUpperCase())
  return single(registered.length > 0 ? registered : await found('name', said), field, said).id
}
