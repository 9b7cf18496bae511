// Bodies about logging in without a password: codes of WeChat, codes by SMS, and the phone number of an account.
import { z } from 'zod'
import * as f from './fields.ts'

/** A number of mainland China, without country code, spaces or hyphens. */
const phone = z.string().regex(/^1[3-9]\d{9}$/, 'phone.mainland')
const smsCode = z.string().regex(/^\d{6}$/, 'sms.six-digits')
const wechatCode = z.string().min(1).max(200)
/** Which account, where the person has several. */
const user = f.id('user').optional()

export const accountRequests = {
  createWechatSession: z.strictObject({ code: wechatCode, user }),
  createSmsSession: z.strictObject({ phone, code: smsCode, user }),
  sendSmsCode: z.strictObject({ phone }),
  bindPhone: z.strictObject({ phone, code: smsCode }),
  /** Of `getPhoneNumber`. */
  bindWechatPhone: z.strictObject({ code: wechatCode }),
} as const
