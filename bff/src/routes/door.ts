// What is served outside the API: the links of printed codes, check files, and evidence by its digest.
import type Router from '@koa/router'
import { AppError } from '@ectrace/shared/errors'
import type { Deps } from '../deps.ts'
import { registerCheckFiles } from '../door/check-files.ts'
import { registerResolver } from '../door/resolver.ts'
import type { HttpState } from '../http/context.ts'
import type { Limits } from '../http/limits.ts'

const oneYear = 'public, max-age=31536000, immutable'

export const registerDoor = (router: Router<HttpState>, deps: Deps, limits: Limits): void => {
  // Before the codes: such a name is no code.
  registerCheckFiles(router, deps.config)
  registerResolver(router, deps, limits)

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
