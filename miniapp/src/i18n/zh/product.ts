// Words of the product page.
export const product = {
  'product.title': '产品详情',
  'product.hint': '产品与它的批次',
  'product.missing': '没有找到这个产品',
  'product.missingText': '只能查看本机构登记的产品。',
  'product.id': '产品编号',
  'product.batches': '批次',
  'product.noBatches': '还没有批次',
  'product.noBatchesText': '每生产或收进一批，就建一个批次。',
  'product.newBatch': '新建批次',
} as const
