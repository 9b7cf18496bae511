// What the text of a setting may be: the schemas that settings.ts is made of.
import { noticeKinds } from '@ectrace/shared/api/file-views'
import { AppError } from '@ectrace/shared/errors'
import { parseVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { z } from 'zod'
import { messageFieldTypes } from './wechat/message-fields.ts'

/** `shown`: the default as people read it, when it is worked out from others. `secret`: its value is never repeated in a message. */
export type Setting = {
  zh: string
  en: string
  type: string
  shown: string
  example: string
  secret?: true
  schema: z.ZodType<unknown, string | undefined>
}

export const whole = (least: number, most: number, otherwise: string): z.ZodType<number, string | undefined> =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'integer')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `from ${String(least)} to ${String(most)}`)
    .default(Number(otherwise))

export const onOff = (otherwise: boolean): z.ZodType<boolean, string | undefined> =>
  z
    .enum(['on', 'off'], 'on or off')
    .transform((value) => value === 'on')
    .default(otherwise)

export const url = (protocol: RegExp, rule: string): z.ZodType<string, string> =>
  z.string().refine((value) => URL.canParse(value) && protocol.test(new URL(value).protocol), rule)

export const isWitnessKey = (text: string): boolean => {
  try {
    parseVerifierKey(text, 'witness')
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

const bucketForm =
  /^https?:\/\/[^/?#@]+\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,8}\/?$/

/** An endpoint, a bucket's name as every store takes it, then a prefix that no address encodes. No user, query or fragment. */
export const bucket = url(/^https?:$/, 'an http(s) address').refine(
  (value) => bucketForm.test(value),
  'http(s)://host[:port]/bucket[/prefix]',
)

/** An origin: no path, no query, no user. */
export const origin = url(/^https?:$/, 'an http(s) address').refine(
  (value) => !URL.canParse(value) || new URL(value).origin === value.replace(/\/$/, ''),
  'scheme, host and port only',
)

export const host = z
  .string()
  .regex(/^[a-z0-9.[\]:-]{1,253}$/, 'hosts in lower case, each with its port where it is not 80 or 443')
export const channel = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'channels: a lower-case letter, then letters, digits or hyphens')
export const file = z.string().min(1, 'a path').max(4_000, 'a path')

/** A kind of notice, its template, and what stands in each of the template's keywords. */
export const templateGrammar = new RegExp(
  `^(?:${noticeKinds.join('|')})=[\\w-]{1,100}(?:/(?:${messageFieldTypes.join('|')})\\d{1,3}:[a-zA-Z]{1,40}){1,10}$`,
)
