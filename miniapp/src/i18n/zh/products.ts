// Words of the products page.
export const products = {
  'products.title': '产品',
  'products.hint': '产品与规格',
} as const
