// Words of the events page.
export const events = {
  'events.title': '过程记录',
  'events.hint': '生产、加工、检验、储运',
} as const
