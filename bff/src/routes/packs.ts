// Packs: items into a carton, cartons onto a pallet, and out again.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { planPacking } from '../commands/plan-packing.ts'
import { readState } from '../commands/state.ts'
import type { Deps, Principal } from '../deps.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { locatedPack, packSummary, packView } from '../views/pack.ts'
import type { Located } from '../views/pack.ts'
import { pageOf } from '../views/page.ts'
import { requireOpenSight } from '../views/sight.ts'

/** Throws CODE_MALFORMED, CODE_CHECK_DIGIT or NOT_FOUND, each naming `sscc`. */
const packOf = (deps: Deps, sscc: string): Promise<Located> =>
  locatedPack(deps, formatCode({ kind: 'logistics', sscc }))

/** Who holds the pack, and both sides of the trade under which it travels or came; else WRONG_ORGANISATION. */
const checkReader = async (deps: Deps, principal: Principal, { outer }: Located): Promise<void> => {
  const { organisation } = principal
  const trade = outer.trade === undefined ? undefined : await readState(deps, keys.trade(outer.trade))
  if (trade !== undefined && outer.state === 'in_transit') await requireOpenSight(deps, principal, trade.buyer)
  if ([outer.holder, trade?.supplier, trade?.buyer].includes(organisation)) return
  throw fault('WRONG_ORGANISATION', 'sscc', 'pack.holder-or-party')
}

export const registerPackRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.createPack, requests.createPack, (call) =>
    actFor(deps, call, async (nonce) => {
      const { sscc, fields } = await planPacking(deps, call.principal, call.body, nonce)
      return { acts: [{ name: 'aggregate', fields }], reply: { path: fields.parent, sscc } }
    }),
  )

  route(api, endpoints.unpack, requests.unpack, (call) =>
    actFor(deps, call, async () => {
      const { pack: row } = await packOf(deps, call.params.sscc)
      const { children, place, unpackedAt } = call.body
      const fields = {
        parent: row.path,
        place,
        unpackedAt: unpackedAt ?? new Date(deps.clock()).toISOString(),
        ...(children === undefined ? {} : { children }),
      }
      const before = row.pack?.children.length ?? 0
      return { acts: [{ name: 'disaggregate', fields }], reply: { left: before - (children?.length ?? before) } }
    }),
  )

  route(api, endpoints.packs, requests.packQuery, ({ query, principal, asOf }) => {
    const mine = deps.readModel
      .selectFrom('unit')
      .where('holder', '=', principal.organisation)
      .where('pack', 'is not', null)
      .where('parent', 'is', null)
      .where('state', '!=', 'retired')
      .$if(query.batch !== undefined, (some) => some.where('batch', '=', query.batch ?? ''))
    return pageOf(mine, { ...query, asOf }, (row) => packSummary(deps, row))
  })

  route(api, endpoints.pack, null, async ({ params, principal }) => {
    const located = await packOf(deps, params.sscc)
    await checkReader(deps, principal, located)
    return packView(deps, located)
  })
}
