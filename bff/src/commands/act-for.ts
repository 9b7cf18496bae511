// Runs an act on behalf of a logged-in caller and shapes the answer: 201 on chain, 202 open, 200 to be signed by the caller.
import type { Recorded } from '@ectrace/shared/api/views'
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Deps, Principal } from '../deps.ts'
import { recorded } from '../http/answer.ts'
import type { Answer } from '../http/answer.ts'
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

export const actFor = async <T extends Record<string, Json>>(
  deps: Deps,
  { principal, route, key, params, body }: ActCall,
  plan: (nonce: string) => Promise<Plan<T>> | Plan<T>,
): Promise<Answer<Recorded<T>>> =>
  recorded(
    await act<T>(
      deps,
      // A body is parsed JSON: canonical() refuses anything that is not.
      { user: principal.user, custody: principal.custody, route, key, asked: { params, body: (body ?? null) as Json } },
      plan,
    ),
  )
