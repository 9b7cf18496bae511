// One middleware that turns whatever was thrown into the coded reply {error: {code, message, details, requestId}}.
import { AppError, messageOf, statusOf } from '@ectrace/shared/errors'
import type { ErrorCode } from '@ectrace/shared/errors'
import type { Logger } from 'pino'
import { ClientGone } from './body.ts'
import type { Context, Next } from './context.ts'
import { languageOf } from './context.ts'

const byStatus: Record<number, ErrorCode> = { 400: 'BAD_REQUEST', 404: 'NOT_FOUND', 413: 'BODY_TOO_LARGE' }

/** Koa and its router throw errors with a status for malformed paths and the like. */
const httpStatus = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined

const asAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error
  const status = httpStatus(error)
  const client = status !== undefined && status >= 400 && status < 500
  return new AppError(client ? (byStatus[status] ?? 'BAD_REQUEST') : 'INTERNAL', { cause: error })
}

/** Refusals of the moment, with the seconds after which to come again where the error does not say them itself. */
const comeAgain: Partial<Record<ErrorCode, number>> = {
  RATE_LIMITED: 60,
  LEDGER_BUSY: 1,
  SERVER_BUSY: 1,
  READ_MODEL_BEHIND: 1,
  NOT_READY: 2,
  STORAGE_FULL: 60,
}

const retryAfterOf = ({ code, details }: AppError): number | undefined => {
  const told = details['retryAfter']
  const seconds = comeAgain[code] === undefined || typeof told !== 'number' ? comeAgain[code] : told
  return seconds === undefined ? undefined : Math.max(1, Math.ceil(seconds))
}

/** Writes the reply of a coded error. What an INTERNAL one is about stays in the log. */
export const replyError = (ctx: Context, error: AppError): void => {
  const { code } = error
  const retryAfter = retryAfterOf(error)
  if (retryAfter !== undefined) ctx.set('Retry-After', String(retryAfter))
  if (code === 'UNAUTHENTICATED' || code === 'SESSION_EXPIRED') ctx.set('WWW-Authenticate', 'Bearer')
  // What was refused and kept, an attempt, is a write as well: the caller reads it back.
  const { height } = (error.details['attempt'] ?? {}) as { height?: unknown }
  if (typeof height === 'number') ctx.set('X-Block', String(height))
  const language = languageOf(ctx)
  ctx.status = statusOf(code)
  ctx.set('Cache-Control', 'no-store')
  ctx.set('Content-Language', language === 'zh' ? 'zh-CN' : 'en')
  ctx.vary('Accept-Language')
  const details = code === 'INTERNAL' ? {} : error.details
  ctx.body = { error: { code, message: messageOf(code, language), details, requestId: ctx.state.requestId } }
}

export const errorReply =
  (log: Logger) =>
  async (ctx: Context, next: Next): Promise<void> => {
    try {
      await next()
      if (ctx.status === 404 && (ctx.body === undefined || ctx.body === null)) throw new AppError('NOT_FOUND')
    } catch (error) {
      if (error instanceof ClientGone) {
        ctx.respond = false
        return
      }
      const coded = asAppError(error)
      ctx.state.code = coded.code
      if (statusOf(coded.code) >= 500)
        log.error({ requestId: ctx.state.requestId, code: coded.code, err: coded.cause ?? coded }, 'request failed')
      replyError(ctx, coded)
    }
  }

const sampled = 100

/** For Koa's own `error` event: sockets that die while an answer is sent. Aborted clients are quiet; the rest is sampled. */
export const connectionErrors = (log: Logger): ((error: Error & { code?: string }) => void) => {
  let seen = 0
  return (error) => {
    if (error.code === 'EPIPE' || error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE') return
    if (seen++ % sampled === 0) log.warn({ err: error, seen }, 'connection error')
  }
}
