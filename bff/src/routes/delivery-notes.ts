// The printed side of a trade: its delivery note.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { requests } from '@ectrace/shared/schema/requests'
import { tradeForParty } from '../commands/expect-receipt.ts'
import { noteFacts } from '../delivery-note/note-facts.ts'
import { Streamed } from '../http/answer.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { requireOpenSight } from '../views/sight.ts'

export const registerDeliveryNoteRoutes = (api: Api): void => {
  const { deps } = api

  /** Chinese unless English is asked for: the paper is read by others than who asks for it. */
  route(api, endpoints.deliveryNote, requests.languageQuery, async ({ params, principal, query }) => {
    const trade = await tradeForParty(deps, principal, params.no, 'either')
    await requireOpenSight(deps, principal, trade.buyer)
    const facts = await noteFacts(deps, trade)
    const note = await deps.printer.print({ kind: 'note', facts, language: query.language ?? 'zh' })
    return new Streamed('application/pdf', `delivery-note-${trade.no}.pdf`, note)
  })
}
