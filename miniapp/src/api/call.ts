// Calls an endpoint of the API: session, idempotency key, read-your-writes, and one kind of failure.
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '@ectrace/shared/api/endpoint'
import { fetchFile } from '../platform/device-files'
import { NetworkFailure } from '../platform/network-failure'
import { sendRequest } from '../platform/http'
import type { BinaryBody, FileReply, FileRequest, HttpReply } from '../platform/ports'
import { uuid } from '../platform/uuid'
import { language } from '../state/settings'
import { ApiFailure, failureOf } from './api-failure'
import { keyOf, releaseKey } from './idempotency'
import { askForLogin } from './login-return'
import { renewSession } from './renew-session'
import { dropSession, session } from './session'
import { settles } from './settles'

type AnyEndpoint = Pick<Endpoint, 'method' | 'path' | 'access'> & { types?: unknown }

/** An empty input is left out by the caller. */
type ParamNames<E> = Extract<ParamsOf<E>, string>
type Params<E> = [ParamNames<E>] extends [never] ? { params?: undefined } : { params: Record<ParamNames<E>, string> }

export type CallInput<E> = Params<E> & {
  query?: Partial<Record<keyof NonNullable<QueryOf<E>>, string | number | undefined>>
  body?: BodyOf<E>
  /** Bytes sent as they are, in place of a body (pictures). */
  binary?: BinaryBody
  /**
   * Names the form this POST belongs to, such as `receive:{trade no}`: its idempotency key is kept until the outcome is
   * certain. Without it each call has a key of its own: only for what may happen twice.
   */
  form?: string
  /** An idempotency key that the caller keeps itself, in place of `form`. */
  key?: string
  /** Work behind the page: a session that has ended is the caller's to tell, and no login page opens. */
  quiet?: boolean
  /** Milliseconds. */
  deadline?: number
}

const root = '/api/v1'
let lastHeight = 0

const addressOf = (path: string, params: Record<string, string> = {}, query: Record<string, unknown> = {}): string => {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = Object.entries(query)
    .filter(([, value]) => typeof value === 'number' || (typeof value === 'string' && value !== ''))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&')
  return `${root}${filled}${search === '' ? '' : `?${search}`}`
}

type Keyed = { form?: string | undefined; key?: string | undefined }

const idempotencyKey = async ({ form, key }: Keyed): Promise<string> =>
  key ?? (form === undefined ? uuid() : keyOf(form))

const headersFor = async (method: string, keyed: Keyed): Promise<Record<string, string>> => {
  const token = session.get()?.token
  return {
    'accept-language': language.get(),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(method === 'POST' ? { 'idempotency-key': await idempotencyKey(keyed) } : {}),
    ...(method === 'GET' && lastHeight > 0 ? { 'if-block': String(lastHeight) } : {}),
  }
}

const fileName = ({ name }: Partial<BinaryBody> = {}): Record<string, string> =>
  name === undefined ? {} : { 'x-file-name': encodeURIComponent(name) }

const remember = (json: unknown): void => {
  if (typeof json !== 'object' || json === null || !('height' in json)) return
  if (typeof json.height === 'number' && json.height > lastHeight) lastHeight = json.height
}

const send = async <T>(writes: boolean, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof NetworkFailure)
      throw new ApiFailure({ code: 'NETWORK', status: 0, network: cause.kind, wrote: writes })
    throw cause
  }
}

const isExpired = ({ status, json }: HttpReply): boolean =>
  status === 401 && failureOf(status, json, undefined).code === 'SESSION_EXPIRED'

/** A token that is over is renewed and the same request sent once more: it was refused before anything was looked at. */
const sendRenewing = async <R extends HttpReply>(writes: boolean, work: () => Promise<R>): Promise<R> => {
  const reply = await send(writes, work)
  if (!isExpired(reply) || session.get() === undefined) return reply
  const renewed = await send(false, renewSession)
  return renewed ? send(writes, work) : reply
}

const refuse = (reply: HttpReply, quiet = false): never => {
  const failure = failureOf(reply.status, reply.json, reply.headers['x-request-id'])
  const ended = failure.code === 'SESSION_EXPIRED' && session.get() !== undefined
  if (!quiet && (ended || failure.code === 'UNAUTHENTICATED')) {
    dropSession()
    askForLogin()
  }
  throw failure
}

/**
 * Calls `endpoint` (from shared/src/api/endpoints) and answers its data; 202 is an answer too: look at `state`. Throws ApiFailure. On an expired session it
 * also opens the login page on top of the present one, which keeps what was typed.
 */
export const call = async <E extends AnyEndpoint>(endpoint: E, input: CallInput<E>): Promise<ReplyOf<E>> => {
  const { method, path } = endpoint
  const address = addressOf(path, input.params, input.query)
  const reply = await sendRenewing(method !== 'GET', async () =>
    sendRequest(method, address, {
      headers: { ...(await headersFor(method, input)), ...fileName(input.binary) },
      ...(input.binary ? { binary: input.binary } : method === 'POST' ? { body: input.body ?? {} } : {}),
      ...(input.deadline === undefined ? {} : { deadline: input.deadline }),
    }),
  )
  if (input.form !== undefined && settles(reply.status)) releaseKey(input.form)
  if (reply.status >= 400) return refuse(reply, input.quiet)
  remember(reply.json)
  return reply.json as ReplyOf<E>
}

type Progress = Pick<FileRequest, 'onBytes' | 'stopped'>

/** The same for an endpoint that answers with a file. Throws ApiFailure; one that was stopped on purpose is a NETWORK failure, `interrupted`. */
export const callFile = async <E extends AnyEndpoint>(
  endpoint: E,
  input: CallInput<E>,
  progress: Progress,
): Promise<FileReply> => {
  const { method, path } = endpoint
  const address = addressOf(path, input.params, input.query)
  const reply = await sendRenewing(method !== 'GET', async () =>
    fetchFile(method, address, {
      headers: await headersFor(method, input),
      ...(method === 'POST' ? { body: input.body ?? {} } : {}),
      ...progress,
    }),
  )
  if (input.form !== undefined && settles(reply.status)) releaseKey(input.form)
  return reply.status >= 400 ? refuse(reply) : reply
}
