// Words of the products page.
import type { products as zh } from '../zh/products'

export const products: Record<keyof typeof zh, string> = {
  'products.title': 'Products',
  'products.hint': 'Products and specifications',
  'products.new': 'Add a product',
  'products.done': 'The product is recorded',
  'products.none': 'No products yet',
  'products.noneText': 'Add a product first; then make batches of it, give them codes and send them.',
  'products.noneOther': 'Your organisation has no products yet. A trader can add them.',
  'products.name': 'Name of the product',
  'products.nameHint': 'Such as Beibei pumpkin',
  'products.gtin': 'Barcode number (GTIN)',
  'products.gtinHint': 'The digits under the barcode; without one the platform gives a number',
  'products.gtinGood': 'The check digit is right; recorded as {gtin}',
  'products.specification': 'Contents',
  'products.specificationHint': 'Such as 5 kg a carton',
  'products.unit': 'Unit of measure',
  'products.unitHint': 'Stock and trades are counted in it; it cannot be changed later',
  'products.unitCounted': 'Counted (whole numbers)',
  'products.unitMeasured': 'Measured (with decimals)',
  'products.picture': 'Picture',
  'products.noGtin': 'No barcode',
  'products.another': 'Add another',
  'products.batch': 'New batch of it',
  'products.open': 'Open the product',
}
