// HTTP in WeChat: any status lands in success, and requests are cut five seconds after the app goes to the background.
import Taro from '@tarojs/taro'
import { NetworkFailure, type NetworkFailureKind } from './network-failure'
import type { HttpReply, HttpRequest, SendRequest } from './ports'

const jsonOf = (text: unknown): unknown => {
  if (typeof text !== 'string') return text
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NetworkFailure('garbled', cause)
  }
}

const headersOf = (headers: unknown): Record<string, string> => {
  const out: Record<string, string> = {}
  if (typeof headers !== 'object' || headers === null) return out
  for (const [name, value] of Object.entries(headers)) out[name.toLowerCase()] = String(value)
  return out
}

const kindOf = (message: string): NetworkFailureKind => {
  if (/timeout|timed out/i.test(message)) return 'timeout'
  return /interrupted|abort/i.test(message) ? 'interrupted' : 'offline'
}

const payload = ({ body, binary }: HttpRequest): { data?: string | ArrayBuffer; type?: string } => {
  if (binary) return { data: binary.bytes, type: binary.type }
  return body === undefined ? {} : { data: JSON.stringify(body), type: 'application/json' }
}

export const sendRequest: SendRequest = (method, path, request = {}) =>
  new Promise<HttpReply>((resolve, reject) => {
    const { data, type } = payload(request)
    void Taro.request({
      url: API_BASE + path,
      method,
      header: { accept: 'application/json', ...(type ? { 'content-type': type } : {}), ...request.headers },
      ...(data === undefined ? {} : { data }),
      // Parsed here, so that a broken reply is told from an empty one.
      dataType: 'text',
      timeout: request.deadline ?? 15_000,
      success: (reply) => {
        try {
          resolve({ status: reply.statusCode, headers: headersOf(reply.header), json: jsonOf(reply.data) })
        } catch (failure) {
          reject(failure instanceof Error ? failure : new NetworkFailure('garbled', failure))
        }
      },
      fail: (failure) => {
        reject(new NetworkFailure(kindOf(failure.errMsg), failure))
      },
    }).catch(() => undefined) // The outcome is told above; this only owns Taro's second copy of the failure.
  })
