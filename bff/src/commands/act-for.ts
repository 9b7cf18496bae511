// Runs an act on behalf of a logged-in caller and shapes the answer: 201 on chain, 202 open, 200 to be signed by the caller.
import type { Endpoint } from '@ectrace/shared/api/endpoint'
import type { Recorded } from '@ectrace/shared/api/views'
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Deps, Principal } from '../deps.ts'
import { recorded } from '../http/answer.ts'
import type { Answer } from '../http/answer.ts'
import { actOnChannels } from './act-on-channels.ts'
import { act } from './act.ts'
import type { Plan } from './act.ts'

/** The part of a call that names a request: what makes two of them the same one. */
export type ActCall = {
  principal: Principal
  route: string
  key: string
  params: Record<string, string>
  body: unknown
}

// A body is parsed JSON: canonical() refuses anything that is not.
const askedOf = ({ params, body }: ActCall): Json => ({ params, body: (body ?? null) as Json })

export const actFor = async <T extends Record<string, Json>>(
  deps: Deps,
  call: ActCall,
  plan: (nonce: string) => Promise<Plan<T>> | Plan<T>,
): Promise<Answer<Recorded<T>>> => {
  const { user, custody } = call.principal
  return recorded(await act<T>(deps, { user, custody, route: call.route, key: call.key, asked: askedOf(call) }, plan))
}

/** The name of an act of the registry in nonces: without the channel that was asked, for it goes to all. */
export const registryRoute = ({ method, path }: Pick<Endpoint, 'method' | 'path'>): string => `${method} ${path}`

/** As `actFor` for an act of the registry, on every channel. */
export const actForAll = <T extends Record<string, Json>>(
  deps: Deps,
  endpoint: Pick<Endpoint, 'method' | 'path'>,
  call: ActCall,
  plan: () => Plan<T>,
): Promise<Answer<Recorded<T>>> => {
  const { user, custody } = call.principal
  return actOnChannels<T>(
    deps,
    { user, custody, route: registryRoute(endpoint), key: call.key, asked: askedOf(call) },
    plan,
  )
}
