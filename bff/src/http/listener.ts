// The listening socket: taken before anything else is opened, answering "not ready" until the application is there, closed gently.
import { createServer } from 'node:http'
import type { RequestListener, Server, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { AppError, messageOf } from '@ectrace/shared/errors'
import type { Config } from '../config.ts'
import type { TlsMaterial } from './tls-material.ts'

export type Listener = {
  port: number
  /** From now on requests go to the application. */
  serve(handler: RequestListener): void
  /** No new connection; what is being answered may finish within `graceMs`, then it is cut. */
  close(graceMs: number): Promise<void>
}

/** Milliseconds. A picture over a bad line takes its time; a head that trickles in does not get it. */
const timeouts = { requestTimeout: 120_000, headersTimeout: 20_000, keepAliveTimeout: 15_000 }

const starting: RequestListener = (req, res) => {
  const alive = req.url === '/healthz'
  const body = alive
    ? { alive: true }
    : { error: { code: 'NOT_READY', message: messageOf('NOT_READY', 'zh'), details: { part: 'start' }, requestId: '' } }
  res.writeHead(alive ? 200 : 503, {
    'Content-Type': 'application/json; charset=utf-8',
    'Retry-After': '2',
    'X-Content-Type-Options': 'nosniff',
  })
  res.end(JSON.stringify(body))
}

const refusals: Record<string, { field: string; rule: string }> = {
  EADDRINUSE: { field: 'PORT', rule: 'another program is using this port' },
  EACCES: { field: 'PORT', rule: 'this user may not use this port' },
  EADDRNOTAVAIL: { field: 'HOST', rule: 'not an address of this machine' },
  ENOTFOUND: { field: 'HOST', rule: 'not an address of this machine' },
}

const opened = (server: Server, { port, host }: Pick<Config, 'port' | 'host'>): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const refusal = refusals[cause.code ?? '']
      if (refusal === undefined) {
        reject(cause)
        return
      }
      const value = refusal.field === 'PORT' ? String(port) : host
      reject(new AppError('SETTINGS_INVALID', { cause, details: { faults: [{ ...refusal, value }] } }))
    })
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve((server.address() as AddressInfo).port)
    })
  })

const closed = async (server: Server, graceMs: number): Promise<void> => {
  const done = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await done
  clearTimeout(cut)
}

/** Throws SETTINGS_INVALID naming PORT or HOST when the address cannot be taken. */
export const listen = async (
  config: Pick<Config, 'port' | 'host'>,
  tls: TlsMaterial | undefined,
): Promise<Listener> => {
  let handler: RequestListener = starting
  const answering = new Set<ServerResponse>()
  const dispatch: RequestListener = (req, res) => {
    answering.add(res)
    res.once('close', () => answering.delete(res))
    handler(req, res)
  }
  const server =
    tls === undefined ? createServer(timeouts, dispatch) : createSecureServer({ ...timeouts, ...tls }, dispatch)
  server.maxHeadersCount = 100
  const port = await opened(server, config)
  return {
    port,
    serve: (application) => {
      handler = application
    },
    close: (graceMs) => {
      // Idle connections are closed at once; a busy one ends with its answer.
      for (const res of answering) if (!res.headersSent) res.setHeader('Connection', 'close')
      return closed(server, graceMs)
    },
  }
}
