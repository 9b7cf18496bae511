// The products that the organisation may make batches of.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ProductView } from '@ectrace/shared/api/views'
import { call } from '../../api/call'
import { useFetch, type Fetched } from '../../api/use-fetch'
import { useReturn } from '../../platform/use-return'

export const useOwnProducts = (): Fetched<ProductView[]> => {
  const products = useFetch('products', async () => (await call(endpoints.products, { query: { limit: 200 } })).items)
  useReturn(products.reload)
  return products
}
