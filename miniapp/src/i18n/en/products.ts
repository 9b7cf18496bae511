// Words of the products page.
import type { products as zh } from '../zh/products'

export const products: Record<keyof typeof zh, string> = {
  'products.title': 'Products',
  'products.hint': 'Products and specifications',
}
