// Words of the batch page.
export const batch = {
  'batch.title': '批次详情',
  'batch.hint': '批次与它的码',
} as const
