// The pages of the app: the only list, read by app.config.ts and by navigation. The first one is the home page.

export const pageNames = ['index', 'scan', 'products', 'product', 'batches', 'batch', 'events', 'offer', 'dispatch', 'organisation', 'missing'] as const

export type PageName = (typeof pageNames)[number]
