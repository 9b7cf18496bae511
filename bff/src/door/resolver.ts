// The door behind every printed code: one link, three readers. People are handed to the page, machines get the trace or the links.
import type Router from '@koa/router'
import { parsePath } from '@ectrace/shared/codes/trace-code'
import type { TraceCode } from '@ectrace/shared/codes/trace-code'
import { AppError } from '@ectrace/shared/errors'
import type { Deps } from '../deps.ts'
import type { Context, HttpState } from '../http/context.ts'
import { languageOf } from '../http/context.ts'
import type { Limits } from '../http/limits.ts'
import { send } from '../http/route.ts'
import { resolveCode } from '../trace/resolve-code.ts'
import { openTraces } from '../trace/traces.ts'
import { linkFor, linksetContext, linksetOf, linksOf, pageOf, shortType, vocabulary } from './links.ts'
import type { Links } from './links.ts'

const linksetType = 'application/linkset+json'
const crossOrigin = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Link, Location',
}

/** A slash at the end is tolerated (resolver standard §2.13). */
const pathOf = ({ path }: Context): string => (path.length > 4 && path.endsWith('/') ? path.slice(0, -1) : path)

type Reader = 'person' | 'trace' | 'linkset' | 'other'

/** Only who names text/html is a browser with somebody before it; `*` alone is a machine, and gets its errors as such. */
const readerOf = (ctx: Context): Reader => {
  if (ctx.get('accept').includes('text/html') && ctx.accepts('html', linksetType, 'json') === 'html') return 'person'
  const wanted = ctx.accepts('html', linksetType, 'json')
  return wanted === linksetType ? 'linkset' : wanted === 'json' ? 'trace' : 'other'
}

/** What everybody may know of what a code names. Throws what `resolveCode` throws; trades and logistics units are not looked up. */
const describe = async (deps: Deps, code: TraceCode): Promise<string> => {
  if (code.kind === 'trade') return `交易单 Trade ${code.trade}`
  if (code.kind === 'logistics') return `物流单元 Logistics unit ${code.sscc}`
  const { product, batch } = await resolveCode(deps, code.path)
  return `${product.name} ${batch.lot}`
}

const redirect = (ctx: Context, address: string): void => {
  ctx.redirect(address)
  // A code's page may change; the method never does.
  ctx.status = 307
  ctx.set('Cache-Control', 'no-store')
}

const linksetHeader = (root: string, path: string): string =>
  `<${root}${path}?linkType=linkset>; rel="linkset"; type="${linksetType}"`

const sendLinkset = (ctx: Context, anchor: string, description: string, links: Links): void => {
  ctx.set('Link', `<${linksetContext}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`)
  ctx.set('Cache-Control', 'no-store')
  ctx.set('Content-Type', linksetType)
  ctx.body = Buffer.from(JSON.stringify(linksetOf(anchor, description, links)))
}

const queryValue = (ctx: Context, name: string): string | undefined => {
  const value = ctx.query[name]
  return typeof value === 'string' ? value : value?.[0]
}

/** GS1's description of a resolver, at its well-known place. */
const descriptionOf = (root: string): object => ({
  name: 'EC链追溯 EC Trace',
  resolverRoot: `${root}/s`,
  supportedPrimaryKeys: ['00', '01'],
  supportedLinkType: [{ namespace: vocabulary, prefix: 'gs1:' }],
  linkTypeDefaultCanBeLinkset: false,
  jsonLdContextLocation: linksetContext,
})

export const registerResolver = (router: Router<HttpState>, deps: Deps, limits: Limits): void => {
  const traces = openTraces(deps)
  const root = deps.config.publicUrl

  const sendTrace = async (ctx: Context, path: string): Promise<void> => {
    const asOf = { height: deps.projection.height(), stale: false }
    send(ctx, await traces.of(path, { asOf }))
  }
  /** A type that was asked for: the linkset itself, or its link. NOT_FOUND names what there is. */
  const answerType = (ctx: Context, asked: string, code: TraceCode, description: string): void => {
    const links = linksOf(root, code, code.path, ctx.querystring)
    if (asked === 'linkset' || asked === 'all') {
      sendLinkset(ctx, root + code.path, description, linksOf(root, code, code.path, ''))
      return
    }
    const wanted = { json: readerOf(ctx) === 'trace', language: languageOf(ctx) }
    const link = linkFor(links, shortType(asked), wanted)
    if (link === undefined) {
      const available = ['defaultLink', ...Object.keys(links.byType)].map((type) => `gs1:${type}`)
      throw new AppError('NOT_FOUND', { details: { linkType: asked.slice(0, 80), available } })
    }
    redirect(ctx, link.href)
  }
  const answerMachine = async (ctx: Context, reader: Reader, asked: string | undefined): Promise<void> => {
    const code = parsePath(pathOf(ctx))
    const type = asked ?? (reader === 'linkset' ? 'linkset' : undefined)
    if (type === undefined && reader === 'trace') return sendTrace(ctx, code.path)
    const description = await describe(deps, code)
    if (type === undefined) redirect(ctx, pageOf(code.path, ctx.querystring))
    else answerType(ctx, type, code, description)
  }

  router.get('/s/*code', async (ctx) => {
    await limits.take('scan', ctx.ip)
    ctx.vary('Accept')
    ctx.vary('Accept-Language')
    ctx.set(crossOrigin)
    const path = pathOf(ctx)
    const asked = queryValue(ctx, 'linkType')
    const reader = readerOf(ctx)
    ctx.set('Link', linksetHeader(root, path))
    // The page judges the code by itself, so that a wrong one is explained in words and not by a status alone.
    if (reader === 'person' && asked === undefined) {
      redirect(ctx, pageOf(path, ctx.querystring))
      return
    }
    await limits.countingMisses(ctx.ip, answerMachine(ctx, reader, asked))
  })

  router.options('/s/*code', (ctx) => {
    ctx.set({ ...crossOrigin, Allow: 'GET, HEAD, OPTIONS', 'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS' })
    ctx.set('Access-Control-Allow-Headers', 'Accept, Accept-Language')
    ctx.set('Access-Control-Max-Age', '86400')
    ctx.status = 204
  })

  router.get('/.well-known/gs1resolver', (ctx) => {
    ctx.set(crossOrigin)
    ctx.set('Cache-Control', 'public, max-age=3600')
    ctx.body = descriptionOf(root)
  })
}
