// The typed HTTP client for Node and partners: one method for every endpoint, idempotency keys, coded errors, own-key signing.
import { randomUUID } from 'node:crypto'
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '@ectrace/shared/api/endpoint'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ImportKind, ImportView } from '@ectrace/shared/api/file-views'
import type { EvidenceView, OnChannel, Recorded, Session } from '@ectrace/shared/api/views'
import { AppError, isErrorCode } from '@ectrace/shared/errors'
import type { ErrorDetails } from '@ectrace/shared/errors'
import { signPrepared } from '@ectrace/shared/proof/own-key'
import { readAnswer, readFile } from './read-answer.ts'

type AnyEndpoint = Endpoint
type Given<N extends string, T> = [T] extends [undefined] ? { [P in N]?: undefined } : { [P in N]: T }
type Params<E> = [ParamsOf<E>] extends [never]
  ? { params?: undefined }
  : { params: Record<ParamsOf<E> & string, string> }

/** What a call needs: path parameters, query or body as the endpoint says. `key` repeats an earlier POST: same key, same outcome. */
export type Input<E> = Params<E> & Given<'query', QueryOf<E>> & Given<'body', BodyOf<E>> & { key?: string }

type FileEndpoint = AnyEndpoint & { types?: { reply: Uint8Array } }

export type Client = {
  /** Resolves to the reply; rejects with the server's AppError, or a TypeError when there is no answer at all. */
  call<E extends AnyEndpoint>(endpoint: E, input: Input<E>): Promise<ReplyOf<E>>
  /** As `call` for an act; with an own key it signs what the server prepared and hands it in. */
  act<E extends AnyEndpoint>(endpoint: E, input: Input<E>): Promise<ReplyOf<E>>
  /** The bytes of an endpoint that answers with a file. */
  file<E extends FileEndpoint>(endpoint: E, input: Input<E>): Promise<Uint8Array>
  addPicture(bytes: Uint8Array, type: string): Promise<EvidenceView>
  /** A CSV or XLSX file to be checked; nothing is written yet. The same `key` again gives the same import. */
  addImport(kind: ImportKind, bytes: Uint8Array, given?: { name?: string; key?: string }): Promise<ImportView>
  login(login: string, password: string): Promise<Session>
}

export type ClientOptions = {
  /** Such as `http://127.0.0.1:8080`. */
  url: string
  /** The channel to speak to; the server's default one when absent. */
  channel?: string
  /** P-256 private key (32 bytes, hex) of a user who keeps an own key. */
  ownKey?: string
  /** Milliseconds for one call. */
  deadline?: number
}

const prefix = '/api/v1'
/** Where a channel's endpoints are; the default channel's also stand without one. */
const below = (channel: string | undefined): string =>
  channel === undefined ? prefix : `${prefix}/channels/${encodeURIComponent(channel)}`

const pathOf = (endpoint: AnyEndpoint, params: Record<string, string> | undefined, query: unknown): string => {
  const path = endpoint.path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(params?.[name] ?? ''))
  const pairs = Object.entries((query ?? {}) as Record<string, string | number | undefined>)
  const given = pairs.filter((pair): pair is [string, string | number] => pair[1] !== undefined)
  const search = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()
  return path + (search === '' ? '' : `?${search}`)
}

const errorOf = (status: number, body: unknown): AppError => {
  const error = (body as { error?: { code?: unknown; details?: ErrorDetails } } | null)?.error
  const code = isErrorCode(error?.code) ? error.code : 'INTERNAL'
  return new AppError(code, { details: { ...error?.details, status } })
}

/** Signs for each channel that asks for it; one that refuses is reported, as the server does it. */
const signChannels = async (
  channels: Record<string, OnChannel>,
  sign: (prepared: Partial<Recorded>) => Promise<Recorded>,
): Promise<Record<string, OnChannel>> => {
  const signed = Object.entries(channels).map(async ([channel, prepared]): Promise<[string, OnChannel]> => {
    if (prepared.state !== 'to_sign') return [channel, prepared]
    try {
      const { state, transaction, height } = await sign(prepared)
      const settled = state === 'committed' ? 'committed' : 'pending'
      return [channel, { state: settled, transaction, ...(height === undefined ? {} : { height }) }]
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return [channel, { state: 'failed', code: error.code }]
    }
  })
  return Object.fromEntries(await Promise.all(signed))
}

/** A client is one caller: log in once, then everything carries that session. After a write its reads wait for that block. */
export const createClient = ({ url, channel, ownKey, deadline = 30_000 }: ClientOptions): Client => {
  let token: string | undefined
  let block: string | undefined

  const ask = async (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> => {
    const answer = await fetch(url + below(channel) + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(block === undefined || method === 'POST' ? {} : { 'if-block': block }),
        ...headers,
      },
      signal: AbortSignal.timeout(deadline),
      ...(body === undefined ? {} : { body }),
    })
    // A refusal too may have written something: the attempt that it keeps.
    block = answer.headers.get('x-block') ?? block
    if (!answer.ok) throw errorOf(answer.status, await readAnswer(answer))
    return answer
  }
  const send = async (...asked: Parameters<typeof ask>): Promise<unknown> => readAnswer(await ask(...asked))

  const request = <E extends AnyEndpoint>(
    endpoint: E,
    { params, query, body, key }: Input<E>,
  ): Parameters<typeof ask> => {
    const path = pathOf(endpoint, params, query)
    const post = endpoint.method === 'POST'
    const headers = post ? { 'content-type': 'application/json', 'idempotency-key': key ?? randomUUID() } : {}
    return [endpoint.method, path, headers, post ? JSON.stringify(body ?? {}) : undefined]
  }

  const call: Client['call'] = async (endpoint, input) => (await send(...request(endpoint, input))) as never

  const sign = async (prepared: Partial<Recorded>, key: string) => {
    const signature = signPrepared(prepared, key)
    return call(endpoints.signTransaction, { params: { id: prepared.transaction ?? '' }, body: { signature } })
  }

  const act: Client['act'] = async (endpoint, input) => {
    const reply = await call(endpoint, input)
    const recorded = reply as Partial<Recorded>
    if (ownKey === undefined) return reply
    const own = recorded.state === 'to_sign' ? await sign(recorded, ownKey) : {}
    const channels = await signChannels(recorded.channels ?? {}, (prepared) => sign(prepared, ownKey))
    const all = recorded.channels === undefined ? {} : { channels }
    return { ...(recorded as object), ...own, ...all } as typeof reply
  }

  return {
    call,
    act,
    file: async (endpoint, input) => readFile(await ask(...request(endpoint, input))),
    addPicture: async (bytes, type) => {
      const headers = { 'content-type': type, 'idempotency-key': randomUUID() }
      return (await send('POST', endpoints.addEvidence.path, headers, new Uint8Array(bytes))) as EvidenceView
    },
    addImport: async (kind, bytes, { name = '', key = randomUUID() } = {}) => {
      const headers = {
        'content-type': 'application/octet-stream',
        'idempotency-key': key,
        'x-file-name': encodeURIComponent(name),
      }
      const path = pathOf(endpoints.addImport, { kind }, undefined)
      return (await send('POST', path, headers, new Uint8Array(bytes))) as ImportView
    },
    login: async (login, password) => {
      const session = await call(endpoints.createSession, { body: { login, password } })
      token = session.token
      return session
    },
  }
}
