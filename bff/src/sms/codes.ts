// Codes sent by SMS: six digits, five minutes, five tries, one a minute and ten a day for a number, whoever asks and whether it is known or not.
import { randomInt } from 'node:crypto'
import { AppError, fault } from '@ectrace/shared/errors'
import { utf8Encode } from '@ectrace/shared/proof/bytes'
import { keyedDigest } from '../commands/keyed-digest.ts'
import type { Deps } from '../deps.ts'
import { addressKey } from '../http/address-key.ts'

export const codeLifeSeconds = 300
export const codeApartSeconds = 60
const mostTries = 5
const mostADay = 10
const dayMs = 86_400_000
/** From one address; an office shares one. Multiplied by RATE_FACTOR. */
const perAddress = [
  { name: 'minute', seconds: 60, limit: 5 },
  { name: 'day', seconds: 86_400, limit: 50 },
]

/** A code made for one purpose opens nothing else: `login`, or `bind` and the user. */
export type CodePurpose = 'login' | `bind ${string}`

/** What stands for a phone number everywhere but in the message itself. */
export const phoneDigest = (deps: Deps, phone: string): Promise<string> => keyedDigest(deps, 'phone', utf8Encode(phone))

const codeDigest = (deps: Deps, phone: string, purpose: CodePurpose, code: string): Promise<string> =>
  keyedDigest(deps, 'phone', utf8Encode(`${phone} ${purpose} ${code}`))

const limited = (retryAfterMs: number): AppError =>
  new AppError('RATE_LIMITED', { details: { retryAfter: Math.max(1, Math.ceil(retryAfterMs / 1_000)) } })

const countAddress = async ({ fast, config }: Deps, ip: string): Promise<void> => {
  for (const { name, seconds, limit } of perAddress) {
    const hit = await fast.hit(`sms-${name}:${addressKey(ip)}`, seconds, limit * config.rateFactor)
    if (!hit.allowed) throw limited(hit.retryAfter * 1_000)
  }
}

const dayOf = (now: number): number => Math.floor(now / dayMs)

/** Why no row was changed: the last code is too young, or there were ten today. */
const whyNot = async ({ vault }: Deps, phone: string, now: number): Promise<AppError> => {
  const row = await vault.selectFrom('sms_code').select('sent_at').where('phone', '=', phone).executeTakeFirst()
  const soon = (row?.sent_at ?? now) + codeApartSeconds * 1_000 - now
  return limited(soon > 0 ? soon : (dayOf(now) + 1) * dayMs - now)
}

/** A new code in place of the one before. Throws RATE_LIMITED with `retryAfter` in seconds. */
export const makeCode = async (deps: Deps, phone: string, purpose: CodePurpose, ip: string): Promise<string> => {
  await countAddress(deps, ip)
  const now = deps.clock()
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const digest = await phoneDigest(deps, phone)
  await deps.vault
    .deleteFrom('sms_code')
    .where('sent_at', '<', now - 2 * dayMs)
    .execute()
  const row = {
    code: await codeDigest(deps, phone, purpose, code),
    ...{ purpose, sent_at: now, expires_at: now + codeLifeSeconds * 1_000, tries: 0, day: dayOf(now) },
  }
  const made = await deps.vault
    .insertInto('sms_code')
    .values({ phone: digest, ...row, on_day: 1 })
    .onConflict((conflict) =>
      conflict
        .column('phone')
        .doUpdateSet((build) => ({
          ...row,
          on_day: build
            .case()
            .when('sms_code.day', '=', row.day)
            .then(build('sms_code.on_day', '+', 1))
            .else(1)
            .end(),
        }))
        .where('sms_code.sent_at', '<=', now - codeApartSeconds * 1_000)
        .where((build) => build.or([build('sms_code.day', '<>', row.day), build('sms_code.on_day', '<', mostADay)])),
    )
    .executeTakeFirst()
  if (made.numInsertedOrUpdatedRows === 0n) throw await whyNot(deps, digest, now)
  return code
}

/** One try is used up before the code is looked at, so that tries sent at the same moment are counted too. */
const useTry = async ({ vault, clock }: Deps, phone: string, purpose: CodePurpose): Promise<boolean> => {
  const tried = await vault
    .updateTable('sms_code')
    .set((build) => ({ tries: build('tries', '+', 1) }))
    .where('phone', '=', phone)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', clock())
    .where('tries', '<', mostTries)
    .executeTakeFirst()
  return tried.numUpdatedRows === 1n
}

export const wrongCode = (): AppError => fault('VALIDATION_FAILED', 'code', 'sms.code')

/** Throws VALIDATION_FAILED at `code` for one that is wrong, over, used up, or tried five times. */
export const checkCode = async (deps: Deps, phone: string, purpose: CodePurpose, code: string): Promise<void> => {
  const digest = await phoneDigest(deps, phone)
  if (!(await useTry(deps, digest, purpose))) throw wrongCode()
  const given = await codeDigest(deps, phone, purpose, code)
  const kept = await deps.vault.selectFrom('sms_code').select('code').where('phone', '=', digest).executeTakeFirst()
  if (kept?.code !== given) throw wrongCode()
}

/** After checkCode: it is good once. Throws the same when somebody else was quicker with it. */
export const useCodeUp = async (deps: Deps, phone: string, purpose: CodePurpose, code: string): Promise<void> => {
  const used = await deps.vault
    .updateTable('sms_code')
    .set({ expires_at: 0 })
    .where('phone', '=', await phoneDigest(deps, phone))
    .where('code', '=', await codeDigest(deps, phone, purpose, code))
    .where('expires_at', '>', deps.clock())
    .executeTakeFirst()
  if (used.numUpdatedRows !== 1n) throw wrongCode()
}
