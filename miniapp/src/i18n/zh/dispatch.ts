// Words of the dispatch page.
export const dispatch = {
  'dispatch.title': '发货',
  'dispatch.hint': '按交易单装货',
} as const
