// Words of the login page, and of who is logged in.
import type { login as zh } from '../zh/login'

export const login: Record<keyof typeof zh, string> = {
  'login.title': 'Log in',
  'login.hint': 'With an account of your organisation',
  'login.lead':
    'Use the account that your administrator made for you. Afterwards you are back on the page before, with all you typed.',
  'login.login': 'Login name',
  'login.password': 'Password',
  'login.go': 'Log in',
  'login.subject': 'Logging in',
  'login.wrong': 'Wrong login name or password. Check and try again.',
  'login.limited': 'Too many attempts. Try again in {seconds} s',
  'login.limitedAdvice':
    'Logging in is blocked for a while so that passwords cannot be guessed. If you forgot yours, ask your administrator.',
  'login.already': 'Logged in: {organisation}',
  'login.alreadyText': 'You are {login}. Logging in with another account replaces it.',
  'login.noAccount': 'No account yet?',
  'login.register': 'Register your organisation',
  'session.logout': 'Log out',
  'session.over': 'The session has expired',
  'session.overText': 'Your count is kept on this device. Log in to go on with it.',
}
