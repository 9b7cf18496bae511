// Domain check files, of WeChat for instance: exactly what the settings say, at the root and below /s/.
import type Router from '@koa/router'
import type { Config } from '../config.ts'
import type { HttpState } from '../http/context.ts'

export const registerCheckFiles = (router: Router<HttpState>, { checkFiles }: Pick<Config, 'checkFiles'>): void => {
  for (const [name, content] of Object.entries(checkFiles)) {
    router.get([`/${name}`, `/s/${name}`], (ctx) => {
      ctx.set('Cache-Control', 'no-cache')
      ctx.type = 'text/plain; charset=utf-8'
      ctx.body = content
    })
  }
}
