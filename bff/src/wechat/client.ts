// What we ask of WeChat: who opened the mini-program, and to send somebody a subscribe message. Answers are told apart by what to do next.
import { setTimeout as pause } from 'node:timers/promises'
import { AppError, fault } from '@ectrace/shared/errors'
import { z } from 'zod'
import { Unanswered } from '../ask-json.ts'
import type { Config } from '../config.ts'
import { openAccessTokens } from './access-token.ts'
import { askWechat } from './ask-wechat.ts'
import type { WechatAnswer } from './ask-wechat.ts'
import { WechatRefused } from './wechat-refused.ts'

/** `data`: by keyword, of the form that its type allows (message-fields.ts). `page` is one of the mini-program's. */
export type SubscribeMessage = {
  openid: string
  template: string
  page: string
  data: Readonly<Record<string, string>>
}

/**
 * `refused`: this person wants none or cannot get one. `later`: certainly not sent, to be tried again. `failed`: certainly not sent, and
 * not to be tried again. `unknown`: nobody can say whether it was sent. `code`: WeChat's, or why there was none.
 */
export type SendOutcome = { state: 'sent' } | { state: 'refused' | 'later' | 'failed' | 'unknown'; code: string }

export type WechatClient = {
  /** The openid behind a code of `wx.login`. Throws VALIDATION_FAILED at `code`, RATE_LIMITED, WECHAT_FAILED (`details.errcode`). */
  openidOf(code: string): Promise<string>
  /**
   * The phone number that a person let us have, of `getPhoneNumber`'s code: digits without the country's, and the country's. Throws
   * VALIDATION_FAILED at `code`, RATE_LIMITED, WECHAT_FAILED.
   */
  phoneOf(code: string): Promise<{ country: string; number: string }>
  /** Never throws for what WeChat says or does not say. */
  send(message: SubscribeMessage): Promise<SendOutcome>
}

const busy = -1
const badCode = [40029, 40163]
const tokenRefused = [40001, 40014, 42001]
/** Busy, or more than the quota of the day or the minute. */
const passing = [busy, 45009, 45011]
/** 43101: refused, or nothing left of what was allowed. 40003: no such person here. */
const personRefused = [43101, 40003]

const session = z.looseObject({ openid: z.string().min(1).max(128) })
const phoneInfo = z.looseObject({
  phone_info: z.looseObject({
    purePhoneNumber: z.string().regex(/^\d{5,15}$/),
    countryCode: z.string().regex(/^\d{1,4}$/),
  }),
})
const tries = 3
const pauseMs = 200

const failed = (details: Record<string, unknown>): AppError => new AppError('WECHAT_FAILED', { details })

const openidIn = (answer: WechatAnswer): string => {
  const { errcode } = answer
  if (badCode.includes(errcode)) throw fault('VALIDATION_FAILED', 'code', 'wechat.code')
  if (errcode === 45011) throw new AppError('RATE_LIMITED')
  const found = session.safeParse(answer)
  if (!found.success) throw failed({ errcode })
  return found.data.openid
}

const phoneIn = (answer: WechatAnswer): { country: string; number: string } => {
  const { errcode } = answer
  if (badCode.includes(errcode)) throw fault('VALIDATION_FAILED', 'code', 'wechat.code')
  if (errcode === 45011) throw new AppError('RATE_LIMITED')
  const found = phoneInfo.safeParse(answer)
  if (!found.success) throw failed({ errcode })
  const { countryCode: country, purePhoneNumber: number } = found.data.phone_info
  return { country, number }
}

const outcomeOf = (errcode: number): SendOutcome => {
  if (errcode === 0) return { state: 'sent' }
  const code = String(errcode)
  if (personRefused.includes(errcode)) return { state: 'refused', code }
  return { state: passing.includes(errcode) || tokenRefused.includes(errcode) ? 'later' : 'failed', code }
}

export const openWechat = (config: NonNullable<Config['wechat']>, clock: () => number): WechatClient => {
  const { appId, secret, api } = config
  const ask = askWechat(api)
  const tokens = openAccessTokens({ appId, secret }, ask, clock)

  /** A code is good for one look-up: it is asked again only when WeChat says it was busy, or never heard us. */
  const lookUp = async (code: string, left: number): Promise<WechatAnswer> => {
    const query = { appid: appId, secret, js_code: code, grant_type: 'authorization_code' }
    const again = async (): Promise<WechatAnswer> => {
      await pause(pauseMs)
      return lookUp(code, left - 1)
    }
    try {
      const answer = await ask('/sns/jscode2session', query)
      return answer.errcode === busy && left > 1 ? await again() : answer
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error
      if (!error.reached && left > 1) return again()
      throw failed({ reason: error.reason })
    }
  }

  const sendWith = async (token: string, { openid, template, page, data }: SubscribeMessage): Promise<number> => {
    const values = Object.fromEntries(Object.entries(data).map(([keyword, value]) => [keyword, { value }]))
    const body = { touser: openid, template_id: template, page, data: values, lang: 'zh_CN' }
    return (await ask('/cgi-bin/message/subscribe/send', { access_token: token }, body)).errcode
  }
  /** A refused token was refused before anything was sent. */
  const sendRenewing = async (message: SubscribeMessage, token: string): Promise<number> => {
    const errcode = await sendWith(token, message)
    if (!tokenRefused.includes(errcode)) return errcode
    return sendWith(await withToken(() => tokens.renew(token)), message)
  }
  /** As with messages: a token that is refused is renewed and the same asked once more. */
  const askPhone = async (code: string): Promise<WechatAnswer> => {
    const askWith = (token: string): Promise<WechatAnswer> =>
      ask('/wxa/business/getuserphonenumber', { access_token: token }, { code })
    const token = await withToken(() => tokens.get())
    const answer = await askWith(token)
    if (!tokenRefused.includes(answer.errcode)) return answer
    return askWith(await withToken(() => tokens.renew(token)))
  }
  return {
    openidOf: async (code) => openidIn(await lookUp(code, tries)),
    phoneOf: async (code) => {
      try {
        return phoneIn(await askPhone(code))
      } catch (error) {
        if (error instanceof NoToken) throw failed({ reason: error.message })
        if (error instanceof Unanswered) throw failed({ reason: error.reason })
        throw error
      }
    },
    send: async (message) => {
      try {
        return outcomeOf(await sendRenewing(message, await withToken(() => tokens.get())))
      } catch (error) {
        if (error instanceof NoToken) return { state: 'later', code: error.message }
        if (error instanceof Unanswered) return { state: error.reached ? 'unknown' : 'later', code: error.reason }
        throw error
      }
    },
  }
}

/** Without a token nothing was sent, whatever kept it from us. */
class NoToken extends Error {}

const withToken = async (ask: () => Promise<string>): Promise<string> => {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof WechatRefused) throw new NoToken(`token ${String(error.errcode)}`)
    if (error instanceof Unanswered) throw new NoToken(`token ${error.reason}`)
    throw error
  }
}
