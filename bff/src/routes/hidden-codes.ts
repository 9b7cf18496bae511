// Codes under a scratch layer: handed out once to their maker, checked by whoever has scratched one free.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { foldHidden } from '@ectrace/shared/codes/hidden-code'
import { AppError, fault } from '@ectrace/shared/errors'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import { requests } from '@ectrace/shared/schema/requests'
import { checkHidden } from '../codes/check-hidden.ts'
import { openHiddenFile } from '../codes/hidden-file.ts'
import { hiddenRanges } from '../codes/hidden-ranges.ts'
import type { RangeAsked } from '../codes/hidden-ranges.ts'
import type { HiddenItem } from '../codes/hidden-state.ts'
import { requireMaker } from '../codes/issue-hidden.ts'
import { keyedDigest } from '../commands/keyed-digest.ts'
import { personOf } from '../commands/person-of.ts'
import type { Deps, Principal } from '../deps.ts'
import { Streamed } from '../http/answer.ts'
import { once } from '../http/once.ts'
import { publicRoute, route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { tableTypes } from '../tables/table.ts'
import { resolveCode } from '../trace/resolve-code.ts'

const typedHidden = (text: string): string => {
  const hidden = foldHidden(text)
  if (hidden === undefined) throw fault('VALIDATION_FAILED', 'hidden', 'hidden.characters')
  return hidden
}

/** The item that a code names, on the channel where it lives. Its maker's own people would use up what a consumer has bought. */
const itemFor = async (
  deps: Deps,
  principal: Principal | undefined,
  text: string,
): Promise<{ at: Deps; item: HiddenItem }> => {
  const { at, code, batch, item } = await resolveCode(deps, text)
  if (item === undefined) throw fault('VALIDATION_FAILED', 'c', 'code.item')
  if (principal?.organisation === batch.organisation)
    throw new AppError('FORBIDDEN', { details: { faults: [{ field: 'c', rule: 'hidden.not-by-maker' }] } })
  return { at, item: { path: code.path, batch: batch.id, ...item } }
}

export const registerHiddenCodeRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.hiddenCodes, null, async ({ params, principal }) => {
    await requireMaker(deps, params.id, principal.organisation)
    return { ranges: await hiddenRanges(deps, params.id) }
  })

  route(
    api,
    endpoints.issueHiddenCodes,
    requests.issueHiddenCodes,
    async ({ params, principal, body, key, language }) => {
      const { user, organisation } = principal
      const { format, ...range } = body
      const asked: RangeAsked = { ...range, batch: params.id, user, organisation, key }
      const file = await openHiddenFile(deps, asked, { format, language })
      const name = ['hidden-codes', params.id, range.set, range.from + 1, range.to + 1].join('-')
      return new Streamed(tableTypes[format], `${name}.${format}`, file)
    },
  )

  /** Once per key: a lost answer told `matched` and would be `used` when asked for again. */
  publicRoute(api, endpoints.checkHiddenCode, requests.checkHiddenCode, async (call) => {
    const { body, principal, key, route: name, ip } = call
    const hidden = typedHidden(body.hidden)
    const { at, item } = await itemFor(deps, principal, body.c)
    const { path } = item
    const person = await personOf(at, path, body.visitor)
    const request = await keyedDigest(deps, 'request', canonicalBytes([path, hidden, body.visitor ?? '']))
    const { outcome } = await once(deps, { route: name, scope: path, key, request }, () =>
      checkHidden(at, { item, hidden, person, city: deps.cities?.(ip)?.city }),
    )
    return outcome
  })
}
