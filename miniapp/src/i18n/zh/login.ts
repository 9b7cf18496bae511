// Words of the login page.
export const login = {
  'login.title': '登录',
  'login.hint': '用机构账号登录',
} as const
