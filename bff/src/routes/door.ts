// The door behind every printed code: one link, three readers. Machines get JSON here, people are handed to the page.
import type Router from '@koa/router'
import { AppError } from '@ectrace/shared/errors'
import type { Deps } from '../deps.ts'
import type { HttpState } from '../http/context.ts'
import type { Limits } from '../http/limits.ts'
import { send } from '../http/route.ts'
import { openTraces } from '../trace/traces.ts'

const tracePage = '/pages/trace/index'
const oneYear = 'public, max-age=31536000, immutable'

export const registerDoor = (router: Router<HttpState>, deps: Deps, limits: Limits): void => {
  const traces = openTraces(deps)

  /** The page judges the code by itself, so that a wrong one is explained in words and not by a status alone. */
  router.get('/s/*code', async (ctx) => {
    await limits.take('scan', ctx.ip)
    ctx.vary('Accept')
    if (ctx.accepts('html', 'json') !== 'json') {
      ctx.redirect(`${tracePage}?c=${encodeURIComponent(ctx.path)}`)
      return
    }
    const asOf = { height: deps.projection.height(), stale: false }
    send(ctx, await limits.countingMisses(ctx.ip, traces.of(ctx.path, { asOf })))
  })

  /** Evidence by its digest: whoever knows the digest (it stands on chain) may see the picture, and checks it by the same. */
  router.get('/api/v1/blobs/:digest', async (ctx) => {
    await limits.take('read', ctx.ip)
    const digest = /^[0-9a-f]{64}$/.exec(ctx.params['digest'] ?? '')?.[0] ?? ''
    const kept = await deps.vault.selectFrom('evidence').select('type').where('digest', '=', digest).executeTakeFirst()
    const bytes = kept === undefined ? undefined : await deps.blobs.get(digest)
    if (kept === undefined || bytes === undefined) throw new AppError('NOT_FOUND', { details: { digest } })
    ctx.type = kept.type
    ctx.set('Cache-Control', oneYear)
    ctx.body = Buffer.from(bytes)
  })
}
