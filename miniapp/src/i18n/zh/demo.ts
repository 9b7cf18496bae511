// Words of the demo page.
export const demo = {
  'demo.title': '演示码',
  'demo.hint': '可以扫的四张码',
} as const
