// What this organisation sent and how it is received: looks again by itself while it is open.
import { useState } from 'react'
import { useSession } from '../../api/session'
import { useFetch } from '../../api/use-fetch'
import { usePages } from '../../api/use-pages'
import { usePolling } from '../../api/use-polling'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { usePageShown } from '../../platform/page-shown'
import { useReturn } from '../../platform/use-return'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { SessionMenu } from '../../ui/session-menu'
import { Tabs } from '../../ui/tabs'
import { loadMarks, loadTrades, shipmentViews, type Marks, type ShipmentsView } from './load-shipments'
import { ShipmentRow } from './shipment-row'
import './shipments.scss'

const everyMs = 5_000

const Empty = ({ view }: { view: ShipmentsView }) => {
  const t = useTranslate()
  return (
    <EmptyState
      icon={view === 'refused' ? 'check' : 'truck'}
      title={t(`shipments.empty.${view}`)}
      text={t(`shipments.emptyText.${view}`)}
    >
      {view === 'underWay' ? (
        <Button
          kind="main"
          wide={false}
          text={t('shipments.toTrades')}
          onPress={() => {
            goTo('trades')
          }}
        />
      ) : null}
    </EmptyState>
  )
}

const List = ({
  view,
  organisation,
  marks,
}: {
  view: ShipmentsView
  organisation: string
  marks: Marks | undefined
}) => {
  const t = useTranslate()
  const shown = usePageShown()
  const trades = usePages(`shipments:${organisation}:${view}`, (after) => loadTrades(view, after))
  useReturn(trades.reload)
  usePolling(trades, () => shown && view === 'underWay', everyMs)
  return (
    <>
      <Loaded from={trades} subject={t('shipments.title')} lines={6}>
        {(items) =>
          items.length === 0 ? (
            <Empty view={view} />
          ) : (
            <Section flush>
              {items.map((trade) => (
                <ShipmentRow
                  key={trade.no}
                  trade={trade}
                  marks={marks}
                  onOpen={() => {
                    goTo('trade', { no: trade.no })
                  }}
                />
              ))}
            </Section>
          )
        }
      </Loaded>
      <MoreButton of={trades} />
    </>
  )
}

const Shipments = ({ organisation }: { organisation: string }) => {
  const t = useTranslate()
  const [view, setView] = useState<ShipmentsView>('underWay')
  const shown = usePageShown()
  // Without its marks the list still says how far each shipment is; the next look brings them.
  const marks = useFetch(`shipments-marks:${organisation}`, loadMarks)
  useReturn(marks.reload)
  usePolling(marks, () => shown, everyMs)
  const waiting = marks.data?.notes.size ?? 0
  return (
    <>
      <Tabs
        label={t('shipments.title')}
        tabs={shipmentViews.map((each) => ({ value: each, text: t(`shipments.view.${each}`) }))}
        value={view}
        onChange={setView}
      />
      {waiting === 0 ? null : (
        <Button
          wide
          icon="alert"
          text={t('shipments.notes', { count: waiting })}
          onPress={() => {
            goTo('discrepancy')
          }}
        />
      )}
      <List key={view} view={view} organisation={organisation} marks={marks.data} />
    </>
  )
}

export const ShipmentsPage = () => {
  const t = useTranslate()
  const organisation = useSession()?.me.organisation.id
  return (
    <Screen title={t('shipments.title')} action={<SessionMenu />}>
      <ForRoles roles={['trader', 'warehouse', 'administrator']}>
        <Shipments key={organisation} organisation={organisation ?? ''} />
      </ForRoles>
    </Screen>
  )
}
