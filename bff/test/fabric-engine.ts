// For tests that run on every engine: a door whose chain is a Fabric network, with PostgreSQL and Redis beside it.
import { postgresql } from './engines.ts'
import type { TestEngine } from './engines.ts'
import { openFabricSite } from './fabric-site.ts'

/** `server` and `redis`: addresses, as the run of the tests gives them to files that name them. Each opening is a network of its own. */
export const onFabric = (server: string | undefined, redis: string | undefined): TestEngine => ({
  name: 'PostgreSQL',
  open: async () => {
    if (redis === undefined) throw new Error('these tests need the address of a Redis in TEST_REDIS_URL')
    const stores = await postgresql(server).open()
    const site = await openFabricSite()
    return {
      ...stores,
      env: { ...stores.env, LEDGER: 'fabric', FABRIC_PROFILE: site.profile('org1'), REDIS_URL: redis },
      remove: async () => {
        await stores.remove()
        await site.close()
      },
    }
  },
})
