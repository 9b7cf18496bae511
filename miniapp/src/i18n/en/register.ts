// Words of the register page.
import type { register as zh } from '../zh/register'

export const register: Record<keyof typeof zh, string> = {
  'register.title': 'Register an organisation',
  'register.hint': 'Organisation and administrator',
}
