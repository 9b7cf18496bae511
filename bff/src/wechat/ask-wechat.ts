// One request to WeChat's API, whose every answer is an object with an `errcode`.
import { z } from 'zod'
import { askJson, Unanswered } from '../ask-json.ts'

/** What every answer is: an object, with `errcode` where something went wrong (0 and absent are good). */
const answer = z.looseObject({ errcode: z.int().default(0) })
export type WechatAnswer = z.output<typeof answer>

export type AskWechat = (path: string, query: Record<string, string>, body?: object) => Promise<WechatAnswer>

/** GET without a body, POST with one. `api` is an origin. Rejects with Unanswered and nothing else. */
export const askWechat =
  (api: string, deadlineMs = 5_000): AskWechat =>
  async (path, query, body) => {
    const address = `${api}${path}?${new URLSearchParams(query).toString()}`
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const { status, json } = await askJson(
      address,
      body === undefined ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(body), headers },
      deadlineMs,
    )
    if (status >= 300) throw new Unanswered(true, `status ${String(status)}`)
    const read = answer.safeParse(json)
    if (!read.success) throw new Unanswered(true, 'malformed')
    return read.data
  }
