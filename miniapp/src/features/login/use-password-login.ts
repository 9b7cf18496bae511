// Logging in with a password, and binding this WeChat when that is wished.
import { useState } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { bindThisWechat } from '../../api/account-login'
import { ApiFailure } from '../../api/api-failure'
import { call } from '../../api/call'
import { returnFromLogin } from '../../api/login-return'
import { operator } from '../../api/operator'
import { beginSession } from '../../api/session'
import { useSubmit, type Submit } from '../../api/use-submit'
import { useParameters } from '../../platform/navigation'

export type PasswordLogin = {
  login: string
  password: string
  bind: boolean
  send: Submit<[]>
  setLogin: (text: string) => void
  setPassword: (text: string) => void
  setBind: (on: boolean) => void
}

/** The login stands whether the binding succeeds or not: it can be done again under the account. */
const bindQuietly = async (): Promise<void> => {
  try {
    await bindThisWechat()
  } catch (cause) {
    if (!(cause instanceof ApiFailure)) throw cause
  }
}

export const usePasswordLogin = (): PasswordLogin => {
  const { login: given, add } = useParameters()
  const [login, setLogin] = useState(given ?? (add === undefined ? (operator.get()?.login ?? '') : ''))
  const [password, setPassword] = useState('')
  const [bind, setBind] = useState(false)
  const send = useSubmit(async () => {
    beginSession(await call(endpoints.createSession, { body: { login: login.trim().toLowerCase(), password } }))
    if (bind) await bindQuietly()
    returnFromLogin()
  })
  const typing = (set: (text: string) => void) => (text: string) => {
    set(text)
    if (send.failure?.code !== 'RATE_LIMITED') send.clear()
  }
  return { login, password, bind, send, setLogin: typing(setLogin), setPassword: typing(setPassword), setBind }
}
