// One request to WeChat's API: a deadline, a small answer, and on failure whether the request can have arrived. Its address, which may
// hold the secret or a token, is in no error.
import { z } from 'zod'
import { systemCode } from '../system-code.ts'

/** `reached`: false when the request certainly never left; its outcome is unknown otherwise. */
export class WechatUnanswered extends Error {
  readonly reached: boolean
  readonly reason: string
  constructor(reached: boolean, reason: string) {
    super(`WeChat gave no answer: ${reason}`)
    this.name = 'WechatUnanswered'
    this.reached = reached
    this.reason = reason
  }
}

/** What every answer is: an object, with `errcode` where something went wrong (0 and absent are good). */
const answer = z.looseObject({ errcode: z.int().default(0) })
export type WechatAnswer = z.output<typeof answer>

export type AskWechat = (path: string, query: Record<string, string>, body?: object) => Promise<WechatAnswer>

const mostBytes = 65_536
const neverLeft = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']

/** `fetch` wraps what happened in a TypeError; a deadline is an error of its own name. */
const codeOf = (error: unknown): string => {
  const { cause, name } = error as { cause?: unknown; name?: unknown }
  return systemCode(cause) ?? (typeof name === 'string' ? name : 'unknown')
}

const textOf = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  const body: AsyncIterable<Uint8Array> | Uint8Array[] = response.body ?? []
  for await (const chunk of body) {
    size += chunk.length
    if (size > mostBytes) throw new WechatUnanswered(true, 'too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const parsed = (text: string): WechatAnswer => {
  try {
    return answer.parse(JSON.parse(text))
  } catch {
    throw new WechatUnanswered(true, 'malformed')
  }
}

/** GET without a body, POST with one. `api` is an origin. Rejects with WechatUnanswered and nothing else. */
export const askWechat =
  (api: string, deadlineMs = 5_000): AskWechat =>
  async (path, query, body) => {
    const address = `${api}${path}?${new URLSearchParams(query).toString()}`
    try {
      const response = await fetch(address, {
        method: body === undefined ? 'GET' : 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(deadlineMs),
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json; charset=utf-8' } }),
      })
      if (!response.ok) {
        await response.body?.cancel()
        throw new WechatUnanswered(true, `status ${String(response.status)}`)
      }
      return parsed(await textOf(response))
    } catch (error) {
      if (error instanceof WechatUnanswered) throw error
      const code = codeOf(error)
      throw new WechatUnanswered(!neverLeft.includes(code), code)
    }
  }
