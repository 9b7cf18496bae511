// Discrepancy notes: the buyer raises and escalates, the supplier answers, both see how they stand.
import type { NoteAnswered, NoteRaised } from '@ectrace/shared/api/discrepancy-views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { fault } from '@ectrace/shared/errors'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { tradeForParty } from '../commands/expect-receipt.ts'
import { dueOf, openNote, planAnswer } from '../commands/plan-answer.ts'
import { planNote } from '../commands/plan-note.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { discrepancySummary, discrepancyView } from '../views/discrepancy.ts'
import { pageOf } from '../views/page.ts'
import { requireOpenSight } from '../views/sight.ts'

const states = ['open', 'escalated', 'confirmed', 'corrected', 'disputed', 'withdrawn'] as const
const waiting = ['open', 'escalated'] as const
/** `open,escalated` -> those states; unknown words find nothing. */
const statesOf = (text = ''): (typeof states)[number][] => states.filter((state) => text.split(',').includes(state))

/** The number of a note in a path. */
const numberOf = ({ n = '' }: { n?: string }): number => {
  if (!/^(0|[1-9]\d{0,2})$/.test(n)) throw fault('VALIDATION_FAILED', 'n', 'whole-number', n.slice(0, 40))
  return Number(n)
}

export const registerDiscrepancyRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.raiseDiscrepancy, requests.raiseDiscrepancy, async (call) => {
    const trade = await tradeForParty(deps, call.principal, call.params.no, 'buyer')
    await requireOpenSight(deps, call.principal, trade.buyer)
    return actFor<NoteRaised>(deps, call, async () => {
      const { place, attempt, reason, party, missing, rejected, note } = call.body
      const planned = await planNote(deps, trade, call.body)
      const said = { no: trade.no, place, attempt, reason, party, missing, rejected, note }
      const { differences, answerBy } = planned
      return {
        acts: [{ name: 'raiseDiscrepancy', fields: { ...said, ...planned } }],
        reply: { n: trade.discrepancies ?? 0, answerBy, differences },
      }
    })
  })

  route(api, endpoints.answerDiscrepancy, requests.answerDiscrepancy, async (call) => {
    const n = numberOf(call.params)
    const trade = await tradeForParty(deps, call.principal, call.params.no, 'supplier')
    return actFor<NoteAnswered>(deps, call, async () => {
      const { answer, reason, party, note } = call.body
      const open = await openNote(deps, trade.no, n)
      const { amendments, result, receives } = await planAnswer(deps, { trade, note: open }, call.body)
      const { differences } = result
      return {
        acts: [{ name: 'answerDiscrepancy', fields: { no: trade.no, n, answer, amendments, reason, party, note } }],
        reply: { differences, ...(receives ? { receipt: trade.receipts } : {}) },
      }
    })
  })

  route(api, endpoints.previewAnswer, requests.answerDiscrepancy, async (call) => {
    const n = numberOf(call.params)
    const trade = await tradeForParty(deps, call.principal, call.params.no, 'supplier')
    const open = await openNote(deps, trade.no, n)
    const { amendments, delivery, result, receives } = await planAnswer(deps, { trade, note: open }, call.body)
    return { amendments, due: dueOf(delivery), result, receipt: receives }
  })

  route(api, endpoints.escalateDiscrepancy, requests.escalateDiscrepancy, async (call) => {
    const n = numberOf(call.params)
    const { no } = await tradeForParty(deps, call.principal, call.params.no, 'buyer')
    const { reason } = call.body
    return actFor(deps, call, () => ({ acts: [{ name: 'escalateDiscrepancy', fields: { no, n, reason } }], reply: {} }))
  })

  route(api, endpoints.discrepancies, requests.discrepancyQuery, async ({ query, principal, asOf }) => {
    const { organisation } = principal
    await requireOpenSight(deps, principal, organisation)
    const { side, state, overdue } = query
    const now = new Date(deps.clock()).toISOString()
    const mine = deps.readModel
      .selectFrom('discrepancy')
      .where('trade', 'in', (eb) =>
        eb
          .selectFrom('trade')
          .select('no')
          .where((of) =>
            of.or([
              ...(side === 'buyer' ? [] : [of('supplier', '=', organisation)]),
              ...(side === 'supplier' ? [] : [of('buyer', '=', organisation)]),
            ]),
          ),
      )
      .$if(state !== undefined, (some) => some.where('state', 'in', statesOf(state)))
      .$if(overdue === 'true', (late) => late.where('state', 'in', [...waiting]).where('answerBy', '<', now))
      .$if(overdue === 'false', (rest) =>
        rest.where((eb) => eb.or([eb('state', 'not in', [...waiting]), eb('answerBy', '>=', now)])),
      )
    return pageOf(mine, { ...query, asOf }, (row) => discrepancySummary(deps, row, organisation))
  })

  route(api, endpoints.tradeDiscrepancies, requests.pageQuery, async ({ params, query, principal, asOf }) => {
    const { no, buyer } = await tradeForParty(deps, principal, params.no, 'either')
    await requireOpenSight(deps, principal, buyer)
    const notes = deps.readModel.selectFrom('discrepancy').where('trade', '=', no)
    return pageOf(notes, { ...query, asOf }, (row) => discrepancyView(deps, row, principal.organisation))
  })
}
