// The page for addresses that lead nowhere.
export const missing = {
  'missing.title': '没有这个页面',
  'missing.text': '网址可能打错了，或页面已经搬走。',
  'missing.scan': '去扫码',
} as const
