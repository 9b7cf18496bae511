// Words of the offer page.
export const offer = {
  'offer.title': '新建交易',
  'offer.hint': '选择买方、产品和数量',
} as const
