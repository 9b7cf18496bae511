// Words of the register page.
export const register = {
  'register.title': '注册机构',
  'register.hint': '填写机构与管理员',
} as const
