// One trade as its two parties see it.
import { useEffect } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Me, TradeView } from '@ectrace/shared/api/views'
import { parsePath } from '@ectrace/shared/codes/trace-code'
import { AppError } from '@ectrace/shared/errors'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { useFetch } from '../../api/use-fetch'
import { usePolling } from '../../api/use-polling'
import { useTranslate } from '../../i18n/translate'
import { codeOf, hasPage, replaceWith, useParameters } from '../../platform/navigation'
import { usePageShown } from '../../platform/page-shown'
import { useReturn } from '../../platform/use-return'
import { EmptyState } from '../../ui/empty-state'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { Screen } from '../../ui/screen'
import { SessionMenu } from '../../ui/session-menu'
import { actionsOf } from './trade-actions'
import { TradeDetail } from './trade-detail'
import './trade.scss'

/** The number in a link or path of a trade code; the host was looked at when the code was opened. */
const numberIn = (text: string | undefined): string | undefined => {
  const path = /\/s\/t\/[^?#]*/.exec(text ?? '')?.[0]
  if (path === undefined) return undefined
  try {
    const code = parsePath(path)
    return code.kind === 'trade' ? code.trade : undefined
  } catch (cause) {
    if (cause instanceof AppError) return undefined
    throw cause
  }
}

/** Whoever opened the code of a trade that he may receive has the goods before him. */
const useStraightToReceive = (trade: TradeView | undefined, me: Me, scanned: boolean): boolean => {
  const page = 'receive'
  const straight = scanned && trade !== undefined && hasPage(page) && actionsOf(trade, me).includes('receive')
  const no = straight ? trade.no : undefined
  useEffect(() => {
    if (no !== undefined && hasPage(page)) replaceWith(page, { no })
  }, [no])
  return straight
}

/** The other side may act at any moment: an open page shows it by itself. */
const moving: ReadonlySet<TradeView['state']> = new Set(['offered', 'agreed', 'dispatched', 'partly_received'])
const everyMs = 5_000

const LoadedTrade = ({ no, me, scanned, refusing }: { no: string; me: Me; scanned: boolean; refusing: boolean }) => {
  const t = useTranslate()
  const trade = useFetch(`trade:${no}:${me.organisation.id}`, () => call(endpoints.trade, { params: { no } }))
  useReturn(trade.reload)
  const shown = usePageShown()
  usePolling(trade, ({ state }) => shown && moving.has(state), everyMs)
  const leaving = useStraightToReceive(trade.data, me, scanned)
  if (trade.data !== undefined && !leaving) {
    return <TradeDetail trade={trade.data} me={me} refusing={refusing} from={trade} />
  }
  return (
    <Screen title={t('trade.title')} action={<SessionMenu />}>
      <Loaded from={trade} subject={t('trade.subject', { no })} lines={6}>
        {() => null}
      </Loaded>
    </Screen>
  )
}

export const TradePage = () => {
  const t = useTranslate()
  const session = useSession()
  const parameters = useParameters()
  const scanned = codeOf(parameters)
  const no = parameters['no'] ?? numberIn(scanned)
  if (session !== undefined && no !== undefined) {
    const refusing = parameters['act'] === 'refuse'
    return <LoadedTrade no={no} me={session.me} scanned={scanned !== undefined} refusing={refusing} />
  }
  return (
    <Screen title={t('trade.title')}>
      {no === undefined ? (
        <EmptyState icon="qr" title={t('trade.noCode')} text={t('trade.noCodeText')} />
      ) : (
        <ForRoles>{null}</ForRoles>
      )}
    </Screen>
  )
}
