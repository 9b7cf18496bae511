// Logging in as a person who may have several accounts: WeChat tells who it is, or a code by SMS does.
import { useEffect, useState } from 'react'
import type { AccountChoice, LoginAnswer } from '@ectrace/shared/api/account-views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { askWechat, leftOnPurpose, tookSession } from '../../api/account-login'
import { call } from '../../api/call'
import { returnFromLogin } from '../../api/login-return'
import { session } from '../../api/session'
import { useSubmit, type Submit } from '../../api/use-submit'
import { scanDoor } from '../../platform/scan-door'
import type { PhoneAndCode } from '../../ui/phone-code'

export type AccountLogin = {
  send: Submit<[user?: string]>
  /** More than one: to choose from. */
  choices: readonly AccountChoice[]
}

/** `ask` without a user first, then with the one that was chosen. */
const useAccountLogin = (
  ask: (user?: string) => Promise<LoginAnswer | undefined>,
): AccountLogin & { nobody: boolean } => {
  const [choices, setChoices] = useState<readonly AccountChoice[]>([])
  const [nobody, setNobody] = useState(false)
  const send = useSubmit(async (user?: string) => {
    const answer = await ask(user)
    if (tookSession(answer)) {
      returnFromLogin()
      return
    }
    const found = answer !== undefined && 'accounts' in answer ? answer.accounts : []
    setChoices(found)
    setNobody(found.length === 0)
  })
  return { send, choices, nobody }
}

/** `quietly`: tried once by itself when the page opens, unless somebody has just logged out, or is logged in and adds an account. */
export const useWechatLogin = (offered: boolean): AccountLogin & { nobody: boolean; here: boolean } => {
  const login = useAccountLogin(askWechat)
  const here = offered && scanDoor === 'weapp'
  const { run } = login.send
  useEffect(() => {
    if (here && session.get() === undefined && !leftOnPurpose()) run()
    // Once, when it is known that WeChat is offered.
  }, [here])
  return { ...login, here }
}

export type SmsLogin = AccountLogin & { value: PhoneAndCode; set: (value: PhoneAndCode) => void }

export const useSmsLogin = (): SmsLogin => {
  const [value, setValue] = useState<PhoneAndCode>({ phone: '', code: '' })
  const login = useAccountLogin((user) =>
    call(endpoints.createSmsSession, { body: { ...value, ...(user === undefined ? {} : { user }) } }),
  )
  return {
    ...login,
    value,
    set: (next) => {
      login.send.clear()
      setValue(next)
    },
  }
}
