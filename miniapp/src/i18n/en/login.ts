// Words of the login page, and of who is logged in.
import type { login as zh } from '../zh/login'

export const login: Record<keyof typeof zh, string> = {
  'login.title': 'Log in',
  'login.hint': 'With an account of your organisation',
  'login.lead':
    'Use the account that your administrator made for you. Afterwards you are back on the page before, with all you typed.',
  'login.way': 'Way to log in',
  'login.byPassword': 'Password',
  'login.bySms': 'Code by SMS',
  'login.smsLead': 'The number must have been bound under "Account and device". Others get no message.',
  'login.smsSent': 'If this number has an account, the code is on its way',
  'login.choose': 'You have several accounts. Choose one',
  'login.wechat': 'Log in with WeChat',
  'login.wechatTrying': 'Logging in with WeChat…',
  'login.wechatNobody': 'This WeChat has no account yet. Log in with the password once and tick the box below.',
  'login.wechatBind': 'Bind this WeChat: no password next time',
  'login.here': 'Accounts on this device',
  'login.login': 'Login name',
  'login.password': 'Password',
  'login.go': 'Log in',
  'login.subject': 'Logging in',
  'login.wrong': 'Wrong login name or password. Check and try again.',
  'login.limited': 'Too many attempts. Try again in {seconds} s',
  'login.limitedAdvice':
    'Logging in is blocked for a while so that passwords cannot be guessed. If you forgot yours, ask your administrator.',
  'login.already': 'Logged in: {organisation}',
  'login.alreadyText': 'You are {login}. You can switch back after logging in with another account.',
  'login.noAccount': 'No account yet?',
  'login.register': 'Register your organisation',
  'session.logout': 'Log out',
  'session.over': 'The session has expired',
  'session.overText': 'Your count is kept on this device. Log in to go on with it.',
}
