// Discrepancy notes: all of the organisation, or those of one trade (`no`), raised by the buyer, answered by the supplier (`view`, `n`).
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import type { Me, TradeView } from '@ectrace/shared/api/views'
import { useState } from 'react'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { useFetch, type Fetched } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { useParameters } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { Screen } from '../../ui/screen'
import { SessionMenu } from '../../ui/session-menu'
import { AnswerForm } from './answer-form'
import { NoteList } from './note-list'
import { isWaiting } from './note-state-tag'
import { raisableAttempt } from './raisable-attempt'
import { RaiseForm } from './raise-form'
import { TradeNotes } from './trade-notes'
import './discrepancy.scss'

type Ready = { trade: TradeView; notes: DiscrepancyView[] }

const load = async (no: string): Promise<Ready> => {
  const params = { no }
  const [trade, notes] = await Promise.all([
    call(endpoints.trade, { params }),
    call(endpoints.tradeDiscrepancies, { params, query: { limit: 200 } }),
  ])
  return { trade, notes: [...notes.items].sort((a, b) => b.n - a.n) }
}

type Form = { kind: 'raise'; ready: Ready; attempt: number } | { kind: 'answer'; ready: Ready; note: DiscrepancyView }

/** The form that this address asks for, when it can be filled in; who comes from a refused count finds its form at once. */
const formFor = (ready: Ready, me: Me, { view, n }: Record<string, string>): Form | undefined => {
  const note = view === 'answer' ? ready.notes.find((one) => String(one.n) === n) : undefined
  if (note !== undefined && note.side === 'supplier' && isWaiting(note) && me.roles.includes('trader'))
    return { kind: 'answer', ready, note }
  const attempt = raisableAttempt(ready.trade, ready.notes, me)
  const raising = view === 'raise' || (view === undefined && ready.notes.length === 0)
  return attempt !== undefined && raising ? { kind: 'raise', ready, attempt } : undefined
}

const Notes = ({ from, me }: { from: Fetched<Ready>; me: Me }) => {
  const t = useTranslate()
  useReturn(from.reload)
  return (
    <Screen title={t('discrepancy.title')} action={<SessionMenu />}>
      <Loaded from={from} subject={t('discrepancy.title')} lines={6}>
        {({ trade, notes }) => (
          <TradeNotes
            trade={trade}
            notes={notes}
            me={me}
            raisable={raisableAttempt(trade, notes, me)}
            onChanged={from.reload}
          />
        )}
      </Loaded>
    </Screen>
  )
}

/** A form stays once it is open: after success the note is no longer one that can be raised or answered. */
const OfTrade = ({ no, me, parameters }: { no: string; me: Me; parameters: Record<string, string> }) => {
  const ready = useFetch(`notes:${no}:${me.organisation.id}`, () => load(no))
  const [open, setOpen] = useState<Form | undefined>(undefined)
  const form = open ?? (ready.data === undefined ? undefined : formFor(ready.data, me, parameters))
  if (open === undefined && form !== undefined) setOpen(form)
  if (form?.kind === 'answer') return <AnswerForm trade={form.ready.trade} note={form.note} />
  if (form?.kind === 'raise') {
    const attempt = form.ready.trade.attempts.find(({ n }) => n === form.attempt)
    if (attempt !== undefined) return <RaiseForm trade={form.ready.trade} attempt={attempt} />
  }
  return <Notes from={ready} me={me} />
}

export const DiscrepancyPage = () => {
  const t = useTranslate()
  const session = useSession()
  const parameters = useParameters()
  const { no } = parameters
  if (session !== undefined && no !== undefined)
    return <OfTrade key={`${no}:${session.me.user}`} no={no} me={session.me} parameters={parameters} />
  return (
    <Screen title={t('discrepancy.title')} action={<SessionMenu />}>
      <ForRoles roles={['trader', 'warehouse', 'administrator']}>
        <NoteList organisation={session?.me.organisation.id ?? ''} />
      </ForRoles>
    </Screen>
  )
}
