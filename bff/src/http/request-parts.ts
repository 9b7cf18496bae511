// Small parts of a request that every route reads the same way: idempotency key, If-Block, path parameters.
import { AppError, fault } from '@ectrace/shared/errors'
import type { Context } from './context.ts'

/** 1 to 128 visible ASCII characters (RFC 9110 field content without spaces). */
const keyForm = /^[\x21-\x7e]{1,128}$/

/** The Idempotency-Key header. Throws IDEMPOTENCY_KEY_REQUIRED, VALIDATION_FAILED for one of another form. */
export const idempotencyKey = (ctx: Pick<Context, 'get'>): string => {
  const key = ctx.get('idempotency-key')
  if (key === '') throw new AppError('IDEMPOTENCY_KEY_REQUIRED')
  if (!keyForm.test(key)) throw fault('VALIDATION_FAILED', 'Idempotency-Key', '1-to-128-visible-ascii')
  return key
}

/** The If-Block header: height of the caller's last write. */
export const ifBlockOf = (ctx: Pick<Context, 'get'>): number | undefined => {
  const text = ctx.get('if-block')
  if (text === '') return undefined
  if (!/^\d{1,15}$/.test(text)) throw fault('VALIDATION_FAILED', 'If-Block', 'height')
  return Number(text)
}

const parameterForm = /^[\x21-\x7e]{1,200}$/

/** Path parameters, decoded. One that could name nothing of ours is NOT_FOUND. */
export const parameters = (ctx: Context): Record<string, string> => {
  // The router puts them there (and types its own context, not ours).
  const params = ('params' in ctx ? ctx['params'] : {}) as Record<string, string>
  for (const value of Object.values(params)) if (!parameterForm.test(value)) throw new AppError('NOT_FOUND')
  return params
}

const longestFileName = 200

/** The X-File-Name header, percent-encoded: what the sender calls an uploaded file, without what is no text. Empty when it says nothing. */
export const fileNameOf = (ctx: Pick<Context, 'get'>): string => {
  try {
    const name = decodeURIComponent(ctx.get('x-file-name'))
    return name
      .replace(/[\p{Cc}\p{Cf}]/gu, '')
      .trim()
      .slice(0, longestFileName)
  } catch {
    return ''
  }
}
