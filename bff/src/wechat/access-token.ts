// The access token of WeChat's API: fetched once, kept until shortly before its end, renewed once for all who find it refused.
import { z } from 'zod'
import type { AskWechat } from './ask-wechat.ts'
import { WechatRefused } from './wechat-refused.ts'

export type AccessTokens = {
  /** Throws WechatRefused or Unanswered. */
  get(): Promise<string>
  /** After WeChat refused `token`: another one. */
  renew(token: string): Promise<string>
}

type Kept = { token: string; until: number }

const granted = z.looseObject({ access_token: z.string().min(1).max(1_024), expires_in: z.number().min(1).max(86_400) })
/** Before its end by WeChat's clock; while its last five minutes run, the next one is valid already. */
const marginSeconds = 60
/** WeChat ignores forced renewals in quicker succession, and allows twenty a day. */
const forcedApartMs = 30_000

/** `clock` in milliseconds. */
export const openAccessTokens = (
  { appId, secret }: { appId: string; secret: string },
  ask: AskWechat,
  clock: () => number,
): AccessTokens => {
  let kept: Kept | undefined
  let asking: Promise<string> | undefined
  let forcedAt = Number.NEGATIVE_INFINITY

  const fetchOne = async (force: boolean): Promise<string> => {
    const answer = await ask(
      '/cgi-bin/stable_token',
      {},
      { grant_type: 'client_credential', appid: appId, secret, force_refresh: force },
    )
    const found = granted.safeParse(answer)
    if (!found.success) throw new WechatRefused(answer.errcode)
    const { access_token: token, expires_in: seconds } = found.data
    kept = { token, until: clock() + Math.max(1, seconds - marginSeconds) * 1_000 }
    return token
  }
  const onlyOne = (work: () => Promise<string>): Promise<string> => {
    asking ??= work().finally(() => {
      asking = undefined
    })
    return asking
  }
  /** Asked plainly WeChat gives the valid one, which somebody else may have renewed; only the refused one again needs force. */
  const replace = async (refused: string): Promise<string> => {
    const token = await fetchOne(false)
    if (token !== refused || clock() - forcedAt < forcedApartMs) return token
    forcedAt = clock()
    return fetchOne(true)
  }
  return {
    get: async () => (kept !== undefined && kept.until > clock() ? kept.token : onlyOne(() => fetchOne(false))),
    renew: async (refused) => {
      if (kept !== undefined && kept.token !== refused && kept.until > clock()) return kept.token
      kept = undefined
      return onlyOne(() => replace(refused))
    },
  }
}
