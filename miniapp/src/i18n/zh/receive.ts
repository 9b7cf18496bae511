// Words of the receive page.
export const receive = {
  'receive.title': '收货',
  'receive.hint': '清点、核对、确认收货',
} as const
