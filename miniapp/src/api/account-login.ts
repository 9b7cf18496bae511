// Ways into an account beside the password: as the person whom WeChat knows, or with a code by SMS.
import type { LoginAnswer } from '@ectrace/shared/api/account-views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { personCode } from '../platform/scan-door'
import { readStored } from '../platform/storage'
import { call } from './call'
import { beginSession } from './session'

/** Whether who was here last logged out on purpose: then nobody is logged in again without being asked. */
export const leftOnPurpose = (): boolean => readStored('left') === true

/** undefined: there is no WeChat here, or it told nothing. Each try takes a code of its own. */
export const askWechat = async (user?: string): Promise<LoginAnswer | undefined> => {
  const code = await personCode()
  if (code === undefined) return undefined
  return call(endpoints.createWechatSession, { body: { code, ...(user === undefined ? {} : { user }) } })
}

/** Whether it was a session: otherwise the person has to choose. */
export const tookSession = (answer: LoginAnswer | undefined): boolean => {
  if (answer === undefined || !('session' in answer)) return false
  beginSession(answer.session)
  return true
}

/** Binds the account in use to this WeChat. false: there is none. */
export const bindThisWechat = async (): Promise<boolean> => {
  const code = await personCode()
  if (code === undefined) return false
  await call(endpoints.bindWechat, { body: { code } })
  return true
}
