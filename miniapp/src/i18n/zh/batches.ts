// Words of the batches page.
export const batches = {
  'batches.title': '批次',
  'batches.hint': '批次、库存与赋码',
} as const
