// Words of the trace page.
export const trace = {
  'trace.title': '追溯结果',
  'trace.hint': '一件商品的来路',
} as const
