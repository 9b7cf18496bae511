// Wires one endpoint to its handler: access, rate limit, idempotency key, schema, answer. Handlers never see Koa.
import type Router from '@koa/router'
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '@ectrace/shared/api/endpoint'
import type { AsOf } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import type { z } from 'zod'
import type { Deps, Principal } from '../deps.ts'
import type { Sessions } from '../identity/sessions.ts'
import { Answer, Streamed, Written } from './answer.ts'
import { readBytes, readJson } from './body.ts'
import type { Context, HttpState } from './context.ts'
import { languageOf } from './context.ts'
import { dispositionOf } from './disposition.ts'
import type { Limits } from './limits.ts'
import { fileNameOf, idempotencyKey, ifBlockOf, parameters } from './request-parts.ts'
import { parsed } from './validation.ts'

/** What routes are registered on. */
export type Api = { router: Router<HttpState>; deps: Deps; sessions: Sessions; limits: Limits }

type AnyEndpoint = Endpoint
type None<T> = [T] extends [undefined] ? true : false
/** The schema that an endpoint's types ask for: of its body, else of its query, else null. */
export type SchemaFor<E> =
  None<BodyOf<E>> extends true
    ? None<QueryOf<E>> extends true
      ? null
      : z.ZodType<unknown, QueryOf<E>>
    : z.ZodType<unknown, BodyOf<E>>
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined

/** A request as a handler sees it: parsed and typed. */
export type Call<E, S, P = Principal> = {
  params: Record<ParamsOf<E> & string, string>
  query: None<BodyOf<E>> extends true ? Parsed<S> : undefined
  body: None<BodyOf<E>> extends true ? undefined : Parsed<S>
  principal: P
  /** The Idempotency-Key of a POST; empty for a GET. */
  key: string
  /** `POST /trades/:no/receipts`: names the route in nonces and in the log. */
  route: string
  ip: string
  language: 'zh' | 'en'
  /** Block of the caller's last write, as it says. */
  ifBlock: number | undefined
  /** Height that reads of this request are at least as new as; `stale` when the caller's own block is not there yet. */
  asOf: AsOf
  requestId: string
}

type Reply<T> = T | Answer<T> | Written<T> | Streamed<T>
type Handler<C, E> = (call: C) => Promise<Reply<ReplyOf<E>>>
type Who<P> = (ctx: Context) => Promise<P>

const bearer = (ctx: Context): string | undefined => /^Bearer ([\w.~+/=-]{1,4000})$/.exec(ctx.get('authorization'))?.[1]

/** The caller, who must be logged in with one of the endpoint's roles. */
const authorised =
  (api: Api, endpoint: AnyEndpoint): Who<Principal> =>
  async (ctx) => {
    const { access } = endpoint
    const token = bearer(ctx)
    if (token === undefined) throw new AppError('UNAUTHENTICATED')
    const principal = await api.sessions.authenticate(token)
    ctx.state.user = principal.user
    if (access.kind === 'roles' && !access.roles.some((role) => principal.roles.includes(role))) {
      throw new AppError('FORBIDDEN', { details: { roles: access.roles } })
    }
    return principal
  }

/** Anybody; a live session is used where there is one, a dead one is as good as none. */
const anybody =
  (api: Api): Who<Principal | undefined> =>
  async (ctx) => {
    const token = bearer(ctx)
    if (token === undefined) return undefined
    try {
      return await api.sessions.authenticate(token)
    } catch (error) {
      if (error instanceof AppError) return undefined
      throw error
    }
  }

const patience = 2_000

/** A read waits until the projection has the caller's own last write, but not for ever. */
const asOf = async (api: Api, ctx: Context, ifBlock: number | undefined): Promise<AsOf> => {
  const { projection } = api.deps
  if (ctx.method === 'POST' || ifBlock === undefined || ifBlock <= projection.height()) {
    return { height: projection.height(), stale: false }
  }
  const reached = await projection.waitFor(ifBlock, patience)
  return { height: projection.height(), stale: !reached }
}

export const send = (ctx: Context, result: unknown): void => {
  if (result instanceof Written) {
    ctx.set('Cache-Control', 'no-store')
    ctx.type = 'application/json; charset=utf-8'
    ctx.body = result.json
    return
  }
  if (result instanceof Streamed) {
    ctx.set('Cache-Control', 'no-store')
    ctx.set('Content-Disposition', dispositionOf(result.shown, result.name))
    if (result.block !== undefined) ctx.set('X-As-Of-Block', String(result.block))
    ctx.type = result.type
    ctx.body = result.stream
    return
  }
  const answer = result instanceof Answer ? result : new Answer(200, result)
  ctx.status = answer.status
  ctx.set('Cache-Control', 'no-store')
  if (answer.block !== undefined) ctx.set('X-Block', String(answer.block))
  ctx.body = answer.data
}

type Plain = {
  params: Record<string, string>
  key: string
  route: string
  ip: string
  language: 'zh' | 'en'
  ifBlock: number | undefined
  asOf: AsOf
  requestId: string
}

const plainParts = async (api: Api, ctx: Context, endpoint: AnyEndpoint): Promise<Plain> => {
  const ifBlock = ifBlockOf(ctx)
  return {
    params: parameters(ctx),
    key: ctx.method === 'POST' ? idempotencyKey(ctx) : '',
    route: nameOf(api, endpoint),
    ip: ctx.ip,
    language: languageOf(ctx),
    ifBlock,
    asOf: await asOf(api, ctx, ifBlock),
    requestId: ctx.state.requestId,
  }
}

const parts = async (ctx: Context, schema: z.ZodType | null): Promise<{ query: unknown; body: unknown }> => {
  if (ctx.method === 'POST')
    return { query: undefined, body: schema === null ? undefined : parsed(schema, await readJson(ctx.req)) }
  return { query: schema === null ? undefined : parsed(schema, { ...ctx.query }), body: undefined }
}

type Answering = (ctx: Context) => Promise<void>

/**
 * `POST /trades/:no/receipts`, on another channel than the default one `POST /channels/cold/trades/:no/receipts`: nonces, and with
 * them the numbers that the server makes, are never the same on two channels.
 */
const nameOf = ({ deps }: Api, { method, path }: AnyEndpoint): string =>
  `${method} ${deps.channel === deps.channels[0]?.channel ? '' : `/channels/${deps.channel}`}${path}`

const register = (api: Api, endpoint: AnyEndpoint, answer: Answering): void => {
  const name = nameOf(api, endpoint)
  api.router.register(endpoint.path, [endpoint.method], async (ctx) => {
    ctx.state.endpoint = name
    await api.limits.withinDoor(() => answer(ctx))
  })
}

/** Serves an endpoint that needs a session. `schema` is the one that the endpoint's types ask for (null when none). */
export const route = <E extends AnyEndpoint, S extends SchemaFor<E>>(
  api: Api,
  endpoint: E,
  schema: S,
  handler: Handler<Call<E, S>, E>,
): void => {
  if (endpoint.access.kind === 'public') throw new TypeError(`${endpoint.path} is public: use publicRoute`)
  const who = authorised(api, endpoint)
  register(api, endpoint, async (ctx) => {
    const principal = await who(ctx)
    await api.limits.forCaller(principal.user, endpoint.method === 'POST' ? 'write' : 'query', async () => {
      const plain = await plainParts(api, ctx, endpoint)
      const call = { ...plain, ...(await parts(ctx, schema)), principal }
      send(ctx, await handler(call as Call<E, S>))
    })
  })
}

/** Serves an endpoint that is open to everybody, within its rate limit; who is logged in is known all the same. */
export const publicRoute = <E extends AnyEndpoint, S extends SchemaFor<E>>(
  api: Api,
  endpoint: E,
  schema: S,
  handler: Handler<Call<E, S, Principal | undefined>, E>,
): void => {
  const { access } = endpoint
  if (access.kind !== 'public') throw new TypeError(`${endpoint.path} needs a session: use route`)
  const who = anybody(api)
  register(api, endpoint, async (ctx) => {
    await api.limits.take(access.limit, ctx.ip)
    const principal = await who(ctx)
    const plain = await plainParts(api, ctx, endpoint)
    const call = { ...plain, ...(await parts(ctx, schema)), principal }
    const work = handler(call as Call<E, S, Principal | undefined>)
    send(ctx, await (access.limit === 'scan' ? api.limits.countingMisses(ctx.ip, work) : work))
  })
}

/**
 * An uploaded file: its bytes and the type that the sender claims (one of the accepted ones; the handler looks at the bytes). `name`: what
 * the sender calls it (header X-File-Name, percent-encoded).
 */
export type Upload = { bytes: Buffer; type: string; name?: string }

/** Serves an endpoint whose body is a file, at most `limit` bytes of one of `types`. Needs a session. */
export const uploadRoute = <E extends AnyEndpoint>(
  api: Api,
  endpoint: E,
  accepts: { types: readonly string[]; limit: number },
  handler: Handler<Omit<Call<E, null>, 'body'> & { body: Upload }, E>,
): void => {
  const who = authorised(api, endpoint)
  register(api, endpoint, async (ctx) => {
    const principal = await who(ctx)
    await api.limits.forCaller(principal.user, 'write', async () => {
      const plain = await plainParts(api, ctx, endpoint)
      const type = ctx.get('content-type').split(';')[0]?.trim().toLowerCase() ?? ''
      if (!accepts.types.includes(type))
        throw new AppError('UNSUPPORTED_MEDIA', { details: { accepted: accepts.types } })
      const name = fileNameOf(ctx)
      const body: Upload = { bytes: await readBytes(ctx.req, accepts.limit), type, ...(name !== '' && { name }) }
      const call = { ...plain, query: undefined, body, principal }
      send(ctx, await handler(call))
    })
  })
}
