// One request to somebody else's API: a deadline, a small answer in JSON, and on failure whether the request can have arrived. Its
// address, which may hold a secret or a token, is in no error.
import { failureCode, readWithin } from './http-answer.ts'

/** `reached`: false when the request certainly never left; its outcome is unknown otherwise. */
export class Unanswered extends Error {
  readonly reached: boolean
  readonly reason: string
  constructor(reached: boolean, reason: string) {
    super(`no answer: ${reason}`)
    this.name = 'Unanswered'
    this.reached = reached
    this.reason = reason
  }
}

const mostBytes = 65_536
const neverLeft = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']

const textOf = async (response: Response): Promise<string> => {
  const body = await readWithin(response, mostBytes)
  if (body === undefined) throw new Unanswered(true, 'too long')
  return body.toString('utf8')
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unanswered(true, 'malformed')
  }
}

export type JsonRequest = { method: 'GET' | 'POST'; headers?: Record<string, string>; body?: string }
/** `json` is unknown until its reader has checked it. */
export type JsonAnswer = { status: number; json: unknown }

/** An answer of any status below 500, which may say what is wrong. Rejects with Unanswered and nothing else. */
export const askJson = async (address: string, request: JsonRequest, deadlineMs: number): Promise<JsonAnswer> => {
  try {
    const response = await fetch(address, {
      ...request,
      redirect: 'error',
      signal: AbortSignal.timeout(deadlineMs),
    })
    if (response.status < 500) return { status: response.status, json: parsed(await textOf(response)) }
    await response.body?.cancel()
    throw new Unanswered(true, `status ${String(response.status)}`)
  } catch (error) {
    if (error instanceof Unanswered) throw error
    const code = failureCode(error)
    throw new Unanswered(!neverLeft.includes(code), code)
  }
}
