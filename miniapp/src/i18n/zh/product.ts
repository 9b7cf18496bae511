// Words of the product page.
export const product = {
  'product.title': '产品详情',
  'product.hint': '产品与它的批次',
} as const
