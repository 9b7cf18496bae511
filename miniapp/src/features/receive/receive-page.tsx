// Receiving goods: finds the trade, then counts it. An expired session leaves the count on screen, a lost signal leaves everything.
import { useEffect, useRef } from 'react'
import type { Me } from '@ectrace/shared/api/views'
import { codeHosts } from '../../api/code-hosts'
import { openCounting } from '../../api/counting'
import { openDelivery } from '../../api/deliveries'
import { useSession } from '../../api/session'
import { useFetch } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { keepShell } from '../../platform/keep-shell'
import { codeOf, useParameters } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { Screen } from '../../ui/screen'
import { SessionMenu } from '../../ui/session-menu'
import { FindTrade } from './find-trade'
import { Receiving } from './receiving'
import { readTradeCode } from './trade-code'
import './receive.scss'

const numberFrom = (parameters: Record<string, string>): string | undefined => {
  const code = codeOf(parameters)
  if (parameters['no'] !== undefined || code === undefined) return parameters['no']
  const reading = readTradeCode(code, false, codeHosts())
  return reading.kind === 'trade' ? reading.no : undefined
}

const open = async (organisation: string, no: string) => {
  const own = await openCounting(organisation)
  if (own === undefined) return undefined
  // A confirmation on its way speaks of what is kept.
  const hold = own.queue.get().receipts.some(({ trade, state }) => trade === no && state === 'on_phone')
  return { own, delivery: await openDelivery(organisation, no, hold) }
}

const Elsewhere = ({ onRetry }: { onRetry: () => void }) => {
  const t = useTranslate()
  return (
    <EmptyState icon="lock" title={t('offline.elsewhere')} text={t('offline.elsewhereText')}>
      <Button kind="main" wide={false} text={t('offline.retry')} onPress={onRetry} />
    </EmptyState>
  )
}

const ReceiveTrade = ({ no, me }: { no: string; me: Me }) => {
  const t = useTranslate()
  const loaded = useFetch(`receive:${no}:${me.organisation.id}`, async () => ({
    opened: await open(me.organisation.id, no),
  }))
  const opened = loaded.data?.opened
  if (opened !== undefined) return <Receiving {...opened} me={me} onReload={loaded.reload} />
  return (
    <Screen title={t('receive.title')} action={<SessionMenu />}>
      <Loaded from={loaded} subject={t('trade.subject', { no })} lines={6}>
        {() => <Elsewhere onRetry={loaded.reload} />}
      </Loaded>
    </Screen>
  )
}

/** Who is logged in, or who was until the session ended while this page was open. */
const useWho = (): Me | undefined => {
  const session = useSession()
  const last = useRef<Me | undefined>(undefined)
  if (session !== undefined) last.current = session.me
  return last.current
}

export const ReceivePage = () => {
  const t = useTranslate()
  const me = useWho()
  const no = numberFrom(useParameters())
  useEffect(keepShell, [])
  if (me === undefined) {
    return (
      <Screen title={t('receive.title')}>
        <ForRoles>{null}</ForRoles>
      </Screen>
    )
  }
  const { id } = me.organisation
  return no === undefined ? <FindTrade organisation={id} /> : <ReceiveTrade key={`${no}:${id}`} no={no} me={me} />
}
