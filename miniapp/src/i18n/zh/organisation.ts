// Words of the organisation page.
export const organisation = {
  'organisation.title': '我的机构',
  'organisation.hint': '实名、用户和地点',
} as const
