// Rows of the read model as the API shows them.
import { formatCode } from '@ectrace/shared/codes/trace-code'
import type { OrganisationView, PlaceView, ProductView } from '@ectrace/shared/api/views'
import type { State } from '@ectrace/shared/ledger/state'
import { batchCode } from '../codes/batch-code.ts'
import { valueOfRow } from '../projection/project.ts'
import type { StateRow } from '../store/state-columns.ts'

/** A member that is null in its column is absent from the answer. */
const present = <K extends string, V>(name: K, value: V | null): { [P in K]?: V } =>
  // A computed name widens to string: the type is what the ternary builds.
  (value === null ? {} : { [name]: value }) as { [P in K]?: V }

export const organisationView = (row: StateRow<'organisation'>): OrganisationView => ({
  id: row.id,
  name: row.name,
  type: row.type,
  level: row.level,
  scheme: row.scheme,
  value: row.value,
  named: row.named === 1,
})

export const placeView = (row: StateRow<'place'>): PlaceView => ({
  id: row.id,
  name: row.name,
  city: row.city,
  ...present('gln', row.gln),
  ...present('latitude', row.latitude),
  ...present('longitude', row.longitude),
})

const needsOf = ({
  packing,
  requiredCredentials,
}: State['product']): Pick<ProductView, 'packing' | 'requiredCredentials'> => ({
  ...(packing === undefined ? {} : { packing }),
  ...(requiredCredentials === undefined ? {} : { requiredCredentials }),
})

export const productView = (row: StateRow<'product'>): ProductView => ({
  id: row.id,
  organisation: row.organisation,
  name: row.name,
  unit: row.unit,
  ...present('gtin', row.gtin),
  ...present('specification', row.specification),
  ...present('picture', row.picture),
  ...needsOf(valueOfRow('product', row)),
})

export const batchPath = (product: { id: string; gtin?: string | null }, lot: string): string =>
  formatCode(batchCode(product, lot))
