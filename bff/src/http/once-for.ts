// Does what may be done once for a request: a repeat with its key gets what the first one brought, another body under it is refused.
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { keyedDigest } from '../commands/keyed-digest.ts'
import type { Deps } from '../deps.ts'
import { once } from './once.ts'

/** `scope`: whose keys they are. */
export const onceFor = async <T extends Json>(
  deps: Deps,
  { body, key, route }: { body: Json; key: string; route: string },
  scope: string,
  work: () => Promise<T>,
): Promise<T> => {
  const request = await keyedDigest(deps, 'request', canonicalBytes(body))
  return (await once(deps, { route, scope, key, request }, work)).outcome
}
