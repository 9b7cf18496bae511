// Headers that every reply carries: what a page of ours may load, and what a browser must not guess.
import type { Context, Next } from './context.ts'

/** No inline script, nothing from elsewhere; 'wasm-unsafe-eval' is for the QR decoder, inline styles are Taro's. */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "media-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

const headers: Record<string, string> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=(self), payment=(), usb=()',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
}

const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin' }

/** Browsers heed the isolation of windows only where nobody can alter the page on its way, and complain about it elsewhere. */
const isTrustworthy = ({ secure, hostname }: Context): boolean =>
  secure || hostname === 'localhost' || hostname.startsWith('127.')

/** `https`: how the public reaches us. Under plain http a browser ignores HSTS, and a test certificate must not be nailed down. */
export const securityHeaders = ({ https }: { https: boolean }) => {
  const all = https ? { ...headers, 'Strict-Transport-Security': 'max-age=31536000' } : headers
  return async (ctx: Context, next: Next): Promise<void> => {
    ctx.set(https || isTrustworthy(ctx) ? { ...all, ...isolation } : all)
    await next()
  }
}
