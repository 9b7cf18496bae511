// Words of the product page.
import type { product as zh } from '../zh/product'

export const product: Record<keyof typeof zh, string> = {
  'product.title': 'Product',
  'product.hint': 'The product and its batches',
  'product.missing': 'This product was not found',
  'product.missingText': 'You can only see products of your own organisation.',
  'product.id': 'Product id',
  'product.batches': 'Batches',
  'product.noBatches': 'No batches yet',
  'product.noBatchesText': 'Make a batch for each lot that you produce or take in.',
  'product.newBatch': 'New batch',
}
