// Sends a code by SMS through Alibaba Cloud's SendSms (dysmsapi, 2017-05-25). Answers are told apart by what to do next.
import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { askJson, Unanswered } from '../ask-json.ts'
import type { JsonAnswer } from '../ask-json.ts'
import type { Config } from '../config.ts'
import { canonicalQuery, signRequest } from './sign-request.ts'

/**
 * `number`: the gateway does not take this number. `later`: certainly not sent, too many or busy. `failed`: certainly not sent, and
 * somebody has to look at the settings. `unknown`: nobody can say whether it was sent. `code`: the gateway's, or why there was none.
 */
export type SmsOutcome = { state: 'sent' } | { state: 'number' | 'later' | 'failed' | 'unknown'; code: string }

export type SmsClient = {
  /** Never throws for what the gateway says or does not say. `phone`: 11 digits. */
  send(phone: string, code: string): Promise<SmsOutcome>
}

const reply = z.looseObject({ Code: z.string().min(1).max(100) })
const badNumber = ['isv.MOBILE_NUMBER_ILLEGAL', 'isv.BLACK_KEY_CONTROL_LIMIT', 'isv.MOBILE_IN_BLACK']
const passing = [
  'isv.BUSINESS_LIMIT_CONTROL',
  'isv.DAY_LIMIT_CONTROL',
  'Throttling',
  'Throttling.User',
  'ServiceUnavailable',
]
const deadlineMs = 5_000

const outcomeOf = ({ json }: JsonAnswer): SmsOutcome => {
  const found = reply.safeParse(json)
  if (!found.success) return { state: 'unknown', code: 'malformed' }
  const { Code: code } = found.data
  if (code === 'OK') return { state: 'sent' }
  if (badNumber.includes(code)) return { state: 'number', code }
  return { state: passing.includes(code) ? 'later' : 'failed', code }
}

/** `clock` in milliseconds: the gateway refuses a time more than 15 minutes from its own. */
export const openSms = (config: NonNullable<Config['sms']>, clock: () => number): SmsClient => {
  const { accessKey, signName, template, api } = config
  const ask = (phone: string, code: string): Promise<JsonAnswer> => {
    const query = {
      PhoneNumbers: phone,
      SignName: signName,
      TemplateCode: template,
      TemplateParam: JSON.stringify({ code }),
    }
    const headers = {
      host: new URL(api).host,
      'x-acs-action': 'SendSms',
      'x-acs-content-sha256': createHash('sha256').update('').digest('hex'),
      'x-acs-date': new Date(clock()).toISOString().replace(/\.\d+Z$/, 'Z'),
      'x-acs-signature-nonce': randomUUID(),
      'x-acs-version': '2017-05-25',
    }
    const authorization = signRequest(accessKey, { method: 'POST', query, headers, body: '' })
    const { host: _, ...sent } = headers
    return askJson(
      `${api}/?${canonicalQuery(query)}`,
      { method: 'POST', headers: { ...sent, authorization } },
      deadlineMs,
    )
  }
  return {
    send: async (phone, code) => {
      try {
        return outcomeOf(await ask(phone, code))
      } catch (error) {
        if (error instanceof Unanswered) return { state: error.reached ? 'unknown' : 'later', code: error.reason }
        throw error
      }
    },
  }
}
