// Receiving goods: finds the trade, then counts it. An expired session leaves the count on screen.
import { useRef } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Me } from '@ectrace/shared/api/views'
import { call } from '../../api/call'
import { codeHosts } from '../../api/code-hosts'
import { useSession } from '../../api/session'
import { useFetch } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { codeOf, useParameters } from '../../platform/navigation'
import { uuid } from '../../platform/uuid'
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

const ReceiveTrade = ({ no, me }: { no: string; me: Me }) => {
  const t = useTranslate()
  const loaded = useFetch(`receive:${no}:${me.organisation.id}`, async () => {
    const [trade, device] = await Promise.all([call(endpoints.trade, { params: { no } }), uuid()])
    return { trade, device }
  })
  if (loaded.data !== undefined) return <Receiving {...loaded.data} me={me} onReload={loaded.reload} />
  return (
    <Screen title={t('receive.title')} action={<SessionMenu />}>
      <Loaded from={loaded} subject={t('trade.subject', { no })} lines={6}>
        {() => null}
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
  if (me === undefined) {
    return (
      <Screen title={t('receive.title')}>
        <ForRoles>{null}</ForRoles>
      </Screen>
    )
  }
  return no === undefined ? <FindTrade /> : <ReceiveTrade key={`${no}:${me.organisation.id}`} no={no} me={me} />
}
