// HTTP in a browser.
import { NetworkFailure } from './network-failure'
import type { HttpReply, HttpRequest, SendRequest } from './ports'

const jsonOf = (text: string): unknown => {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NetworkFailure('garbled', cause)
  }
}

const headersOf = (headers: Headers): Record<string, string> => {
  const out: Record<string, string> = {}
  headers.forEach((value, name) => (out[name.toLowerCase()] = value))
  return out
}

const payload = ({ body, binary }: HttpRequest): { body?: BodyInit; type?: string } => {
  if (binary) return { body: binary.bytes, type: binary.type }
  return body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' }
}

export const sendRequest: SendRequest = async (method, path, request = {}) => {
  const { body, type } = payload(request)
  const stop = new AbortController()
  const timer = setTimeout(() => {
    stop.abort()
  }, request.deadline ?? 15_000)
  try {
    const reply = await fetch(API_BASE + path, {
      method,
      headers: { accept: 'application/json', ...(type ? { 'content-type': type } : {}), ...request.headers },
      ...(body === undefined ? {} : { body }),
      credentials: 'omit',
      cache: 'no-store',
      signal: stop.signal,
    })
    const text = await reply.text()
    return { status: reply.status, headers: headersOf(reply.headers), json: jsonOf(text) } satisfies HttpReply
  } catch (cause) {
    if (cause instanceof NetworkFailure) throw cause
    throw new NetworkFailure(stop.signal.aborted ? 'timeout' : 'offline', cause)
  } finally {
    clearTimeout(timer)
  }
}
