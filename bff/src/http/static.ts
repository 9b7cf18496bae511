// Serves the built H5 pages: hashed files for ever, pages never from an old copy, and a page's address to the page itself.
import type { Context, Next } from './context.ts'
import { isCompressible, openStaticFiles } from './static-file.ts'
import type { Encoding, StaticFile, StaticFiles } from './static-file.ts'

/** Addresses of pages: the app's own router takes over from there. */
const pageAddress = /^\/(?:pages\/[a-z][a-z-]{0,39}\/index)?$/
/** The app's own page for it, which says the address that was opened. */
const missingPage = (path: string): string => `/pages/missing/index?path=${encodeURIComponent(path.slice(0, 200))}`

const encodingOf = (ctx: Context): Encoding => {
  const wanted = ctx.acceptsEncodings('br', 'gzip', 'identity')
  return wanted === 'br' || wanted === 'gzip' ? wanted : 'identity'
}

/** A page's files by its path, and those that depend on the language, as the build tells them (miniapp/config/early-files.ts). */
type EarlyFiles = { pages: Record<string, string[]>; languages: Record<string, string[]> }

/** The header that names them to the browser before it has read a single one of them; undefined for pages that have none. */
const earlyFiles = async (ctx: Context, files: StaticFiles): Promise<string | undefined> => {
  const told = await files.find('/early-files.json')
  if (told === undefined) return undefined
  const { pages, languages } = JSON.parse((await told.body('identity')).toString('utf8')) as EarlyFiles
  const own = pages[ctx.path]
  if (own === undefined) return undefined
  const language = ctx.acceptsLanguages('zh', 'en') || 'zh'
  return [...own, ...(languages[language] ?? [])]
    .map((path) => `<${path}>; rel=preload; as=${path.endsWith('.css') ? 'style' : 'script'}`)
    .join(', ')
}

const send = async (ctx: Context, file: StaticFile): Promise<void> => {
  const plain = await file.body('identity')
  ctx.status = 200
  ctx.set('ETag', file.etag)
  ctx.set('Cache-Control', file.hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  ctx.type = file.type
  const packed = isCompressible(file, plain.length)
  if (packed) ctx.vary('Accept-Encoding')
  if (ctx.fresh) {
    ctx.status = 304
    return
  }
  if (!packed) {
    ctx.body = plain
    return
  }
  const encoding = encodingOf(ctx)
  if (encoding !== 'identity') ctx.set('Content-Encoding', encoding)
  ctx.body = await file.body(encoding)
}

/** Middleware over the folder of the built pages. Unknown addresses that a browser opens lead to the app's "not found" page; those below `api` do not. */
export const staticPages = (root: string, api: string) => {
  const files = openStaticFiles(root)
  return async (ctx: Context, next: Next): Promise<void> => {
    const reads = ctx.method === 'GET' || ctx.method === 'HEAD'
    if (!reads || ctx.path.startsWith(`${api}/`)) {
      await next()
      return
    }
    const isPage = pageAddress.test(ctx.path)
    const file = await files.find(isPage ? '/index.html' : ctx.path)
    if (file !== undefined) {
      const early = isPage ? await earlyFiles(ctx, files) : undefined
      if (early !== undefined) ctx.set('Link', early)
      return send(ctx, file)
    }
    const opened = ctx.get('sec-fetch-mode') === 'navigate' || ctx.get('accept').includes('text/html')
    if (opened && !isPage) {
      ctx.redirect(missingPage(ctx.path))
      return
    }
    await next()
  }
}
