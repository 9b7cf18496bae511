// Words of the login page.
import type { login as zh } from '../zh/login'

export const login: Record<keyof typeof zh, string> = {
  'login.title': 'Log in',
  'login.hint': 'With an account of your organisation',
}
