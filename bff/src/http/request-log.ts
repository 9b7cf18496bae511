// Gives each request an id and writes one line and one measurement when it is answered: no path, query, token or address in it.
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Context, Next } from './context.ts'
import type { Metrics } from './metrics.ts'

const methods = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'PATCH'])

/** Pages, files and probes would fill the log; they are counted all the same. */
const isQuiet = (ctx: Context): boolean => ctx.state.endpoint === undefined && ctx.status < 400

export const requestLog = ({ log, metrics }: { log: Logger; metrics: Metrics }) => {
  return async (ctx: Context, next: Next): Promise<void> => {
    const began = performance.now()
    ctx.state.requestId = randomUUID()
    ctx.set('X-Request-Id', ctx.state.requestId)
    metrics.inFlight(1)
    try {
      await next()
    } finally {
      metrics.inFlight(-1)
      const milliseconds = performance.now() - began
      const { endpoint = 'other', user, code, requestId } = ctx.state
      const method = methods.has(ctx.method) ? ctx.method : 'other'
      metrics.observe(endpoint, method, ctx.status, milliseconds / 1_000)
      if (!isQuiet(ctx))
        log.info(
          { requestId, endpoint, method, status: ctx.status, code, user, ms: Math.round(milliseconds) },
          'request',
        )
    }
  }
}
