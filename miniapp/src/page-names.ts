// The pages of the app: the only list, read by app.config.ts and by navigation. The first one is the home page.

export const pageNames = [
  'index',
  'scan',
  'login',
  'register',
  'trades',
  'trade',
  'receive',
  'demo',
  'trace',
  'products',
  'product',
  'organisation',
  'batches',
  'batch',
  'events',
  'offer',
  'dispatch',
  'proof',
  'report',
  'notices',
  'imports',
  'reports',
  'alerts',
  'account',
  'missing',
  'discrepancy',
  'shipments',
  'onward',
  'exports',
] as const

export type PageName = (typeof pageNames)[number]

/** In WeChat these pages of traders come in packages of their own: a consumer who scans a code does not wait for them. */
export const traderPages: readonly PageName[] = [
  'products',
  'product',
  'organisation',
  'batches',
  'batch',
  'events',
  'offer',
  'dispatch',
  'imports',
  'reports',
  'alerts',
  'discrepancy',
  'shipments',
  'onward',
  'exports',
]
