// Words of the product page.
import type { product as zh } from '../zh/product'

export const product: Record<keyof typeof zh, string> = {
  'product.title': 'Product',
  'product.hint': 'A product and its batches',
}
