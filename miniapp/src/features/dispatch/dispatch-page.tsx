// Sending the goods of an agreed trade, named by `no`.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView, TradeView } from '@ectrace/shared/api/views'
import { isZero } from '@ectrace/shared/domain/decimal'
import { tradeStateLabel } from '@ectrace/shared/domain/trade'
import { useState } from 'react'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { useFetch } from '../../api/use-fetch'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { goTo, hasPage, replaceWith, useParameters } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { Notice } from '../../ui/notice'
import { Screen } from '../../ui/screen'
import { DispatchForm } from './dispatch-form'
import './dispatch.scss'

type Ready = { trade: TradeView; batches: BatchView[] }

const load = async (no: string): Promise<Ready> => {
  const [trade, batches] = await Promise.all([
    call(endpoints.trade, { params: { no } }),
    call(endpoints.batches, { query: { limit: 200 } }),
  ])
  return { trade, batches: batches.items.filter(({ onHand }) => !isZero(onHand)) }
}

const NotNow = ({ trade, own }: { trade: TradeView; own: string }) => {
  const t = useTranslate()
  const language = useLanguage()
  const tradePage = 'trade'
  const label = (state: TradeView['state']): string => tradeStateLabel(state, language)
  const title =
    trade.supplier.id === own
      ? t('dispatch.notAgreed', { state: label(trade.state), agreed: label('agreed') })
      : t('dispatch.notSupplier')
  return (
    <>
      <Notice tone="caution" title={title} />
      {hasPage(tradePage) ? (
        <Button
          wide
          text={t('dispatch.openTrade')}
          onPress={() => {
            replaceWith(tradePage, { no: trade.no })
          }}
        />
      ) : null}
    </>
  )
}

const NoTrade = () => {
  const t = useTranslate()
  const tradesPage = 'trades'
  return (
    <EmptyState icon="truck" title={t('dispatch.noTrade')} text={t('dispatch.noTradeText')}>
      <Button
        kind="main"
        wide={false}
        text={t('dispatch.toTrades')}
        onPress={() => {
          if (hasPage(tradesPage)) goTo(tradesPage)
        }}
      />
    </EmptyState>
  )
}

const useTrader = (): { own: string | undefined; trader: boolean } => {
  const me = useSession()?.me
  return { own: me?.organisation.id, trader: me?.roles.includes('trader') === true }
}

const mayDispatch = ({ trade }: Ready, own: string | undefined): boolean =>
  trade.state === 'agreed' && trade.supplier.id === own

/** The form stays once it is open: after success the trade is no longer one that can be dispatched. */
export const DispatchPage = () => {
  const t = useTranslate()
  const { no } = useParameters()
  const { own, trader } = useTrader()
  const ready = useFetch(no === undefined || !trader ? undefined : `dispatch:${no}`, () => load(no ?? ''))
  const [open, setOpen] = useState<Ready | undefined>(undefined)
  const { data } = ready
  if (open === undefined && data !== undefined && mayDispatch(data, own)) setOpen(data)
  if (open !== undefined && own !== undefined) {
    return <DispatchForm trade={open.trade} batches={open.batches} own={own} />
  }
  return (
    <Screen title={t('dispatch.title')}>
      <ForRoles roles={['trader']}>
        {no === undefined ? (
          <NoTrade />
        ) : (
          <Loaded from={ready} subject={t('dispatch.title')}>
            {({ trade }) => <NotNow trade={trade} own={own ?? ''} />}
          </Loaded>
        )}
      </ForRoles>
    </Screen>
  )
}
