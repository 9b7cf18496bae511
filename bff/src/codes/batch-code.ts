// How a batch is named in codes.
import type { BatchCode } from '@ectrace/shared/codes/trace-code'
import { keys } from '@ectrace/shared/ledger/keys'
import { mustRead } from '../commands/state.ts'
import type { Reading } from '../commands/state.ts'

/** By the GTIN of its product where there is one. */
export const batchCode = (product: { id: string; gtin?: string | null | undefined }, lot: string): BatchCode => ({
  kind: 'batch',
  ...(product.gtin === null || product.gtin === undefined
    ? { scheme: 'own', product: product.id }
    : { scheme: 'gtin', product: product.gtin }),
  lot,
})

/** Of a batch on chain. Throws NOT_FOUND naming `batch`. */
export const codeOfBatch = async (deps: Reading, id: string): Promise<BatchCode> => {
  const { product, lot } = await mustRead(deps, keys.batch(id), 'batch')
  return batchCode(await mustRead(deps, keys.product(product), 'product'), lot)
}
