// What this server keeps beside a Koa request, and the language its reader wants.
import type { ParameterizedContext } from 'koa'

/** `endpoint`, `user` and the error `code` are filled in on the way and end in the log. */
export type HttpState = { requestId: string; endpoint?: string; user?: string; code?: string }

export type Context = ParameterizedContext<HttpState>
export type Next = () => Promise<unknown>

/** Chinese unless the reader asks for English first. */
export const languageOf = (ctx: Pick<Context, 'acceptsLanguages'>): 'zh' | 'en' =>
  ctx.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh'
