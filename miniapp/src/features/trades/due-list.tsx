// What is on its way here, as a worker needs it: the count that was left first, then what is due today, then the rest; without a signal what is kept here.
import { View } from '@tarojs/components'
import { useEffect } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeSummary } from '@ectrace/shared/api/views'
import { call } from '../../api/call'
import { openCounting } from '../../api/counting'
import { deliveryOnDevice, fetchAhead } from '../../api/deliveries'
import { useFetch } from '../../api/use-fetch'
import { usePages } from '../../api/use-pages'
import { useTranslate } from '../../i18n/translate'
import { unlockCues } from '../../platform/cue'
import { keepShell } from '../../platform/keep-shell'
import { goTo, hasPage } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { keptDeliveries } from '../../state/kept-delivery'
import { lastTrade, type LastTrade } from '../../state/last-trade'
import { EmptyState } from '../../ui/empty-state'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Notice } from '../../ui/notice'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { dueGroups } from './due-groups'
import { TradeRows } from './trade-rows'
import { queryOf } from './trades-query'

type Props = { organisation: string; /** Others see the trade first. */ receives: boolean }

const openTrade = (no: string, receives: boolean): void => {
  const page = receives ? 'receive' : 'trade'
  // From a tap: later sounds may be heard.
  if (receives) unlockCues()
  if (hasPage(page)) goTo(page, { no })
}

const GoOn = ({ last }: { last: LastTrade }) => {
  const t = useTranslate()
  return (
    <Section flush>
      <Row
        icon="scan"
        title={t('offline.goOn')}
        note={t('offline.goOnText', { from: last.from })}
        value={<StatusTag tone="act" text={last.no.slice(0, 6)} />}
        onPress={() => {
          openTrade(last.no, true)
        }}
      />
    </Section>
  )
}

const Groups = ({ trades, organisation, receives }: Props & { trades: readonly TradeSummary[] }) => {
  const t = useTranslate()
  const kept = new Set(keptDeliveries(organisation).map(({ no }) => no))
  const { today, later } = dueGroups(trades, Date.now())
  const rows = (title: string, group: readonly TradeSummary[]) =>
    group.length === 0 ? null : (
      <TradeRows
        title={title}
        trades={group}
        side="buyer"
        noteOf={({ no }) => (kept.has(no) ? t('offline.keptHere') : undefined)}
        onOpen={({ no }) => {
          openTrade(no, receives)
        }}
      />
    )
  return (
    <>
      {rows(t('offline.today'), today)}
      {rows(t('offline.later'), later)}
    </>
  )
}

const Empty = () => {
  const t = useTranslate()
  return <EmptyState icon="truck" title={t('trades.empty.due')} text={t('trades.empty.due.text')} />
}

/** Without a signal: what was kept, each as far as the log's signature on it holds. */
const FromDevice = (props: Props) => {
  const t = useTranslate()
  const found = keptDeliveries(props.organisation).flatMap(({ no }) => {
    const delivery = deliveryOnDevice(props.organisation, no)
    return delivery === undefined ? [] : [delivery.trade]
  })
  if (found.length === 0) {
    return <EmptyState icon="truck" title={t('offline.nothingHere')} text={t('offline.nothingHereText')} />
  }
  return (
    <>
      <Notice tone="caution" icon="alert" title={t('offline.listFromDevice')} />
      <Groups {...props} trades={found} />
    </>
  )
}

export const DueList = (props: Props) => {
  const { organisation, receives } = props
  const t = useTranslate()
  const trades = usePages(`trades:${organisation}:due`, (after) =>
    call(endpoints.trades, { query: { ...queryOf('due'), limit: 30, after } }),
  )
  const { data, failure } = trades
  // What waits from before is sent, whether a trade is opened or not.
  useFetch(receives ? `counting:${organisation}` : undefined, () => openCounting(organisation))
  // Drawn again when it has come: the rows say what is kept.
  useFetch(data === undefined || !receives ? undefined : `ahead:${data.map(({ no }) => no).join()}`, () =>
    fetchAhead(organisation, data ?? []),
  )
  useReturn(trades.reload)
  useEffect(() => {
    if (receives) keepShell()
  }, [receives])
  const last = receives ? lastTrade(organisation) : undefined
  return (
    <View className="ec-trades-due">
      {last === undefined ? null : <GoOn last={last} />}
      {data === undefined && failure?.code === 'NETWORK' ? (
        <FromDevice {...props} />
      ) : (
        <Loaded from={trades} subject={t('trades.title')} lines={6}>
          {(items) =>
            items.length === 0 ? (
              <Empty />
            ) : (
              <>
                <Groups {...props} trades={items} />
                <MoreButton of={trades} />
              </>
            )
          }
        </Loaded>
      )}
    </View>
  )
}
