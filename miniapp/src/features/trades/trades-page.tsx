// The trades of this organisation: what is on its way here, what came, what was sent.
import { useState } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeSummary } from '@ectrace/shared/api/views'
import type { UserRole } from '@ectrace/shared/domain/organisation'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { usePages } from '../../api/use-pages'
import { useTranslate } from '../../i18n/translate'
import { goTo, hasPage } from '../../platform/navigation'
import { unlockCues } from '../../platform/cue'
import { useReturn } from '../../platform/use-return'
import { Button } from '../../ui/button'
import { ConfirmBar } from '../../ui/confirm-bar'
import { EmptyState } from '../../ui/empty-state'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Screen } from '../../ui/screen'
import { SessionMenu } from '../../ui/session-menu'
import { Tabs } from '../../ui/tabs'
import { UnsentStrip } from '../../ui/unsent-strip'
import { DueList } from './due-list'
import { TradeRows } from './trade-rows'
import { queryOf, type TradesView } from './trades-query'

const views: readonly TradesView[] = ['due', 'done', 'bought', 'sold']

/** What is due has a list of its own. */
type Listing = Exclude<TradesView, 'due'>

/** Receiving clerks begin with what is on its way, traders with what they sold. */
const firstView = (roles: readonly UserRole[]): TradesView =>
  roles.includes('trader') && !roles.includes('warehouse') ? 'sold' : 'due'

const scanTrade = (): void => {
  unlockCues()
  goTo('scan')
}

const Empty = ({ view, canOffer }: { view: Listing; canOffer: boolean }) => {
  const t = useTranslate()
  const page = 'offer'
  return (
    <EmptyState
      icon={view === 'sold' ? 'trade' : 'truck'}
      title={t(`trades.empty.${view}`)}
      text={t(`trades.empty.${view}.text`)}
    >
      {view === 'sold' && canOffer && hasPage(page) ? (
        <Button
          kind="main"
          wide={false}
          icon="plus"
          text={t('trades.offer')}
          onPress={() => {
            goTo(page)
          }}
        />
      ) : null}
    </EmptyState>
  )
}

const Listed = ({ view, organisation, canOffer }: { view: Listing; organisation: string; canOffer: boolean }) => {
  const t = useTranslate()
  const trades = usePages(`trades:${organisation}:${view}`, (after) =>
    call(endpoints.trades, { query: { ...queryOf(view), limit: 30, after } }),
  )
  useReturn(trades.reload)
  return (
    <Loaded from={trades} subject={t('trades.title')} lines={6}>
      {(items) =>
        items.length === 0 ? (
          <Empty view={view} canOffer={canOffer} />
        ) : (
          <>
            <TradeRows trades={items} side={view === 'sold' ? 'supplier' : 'buyer'} onOpen={openTrade} />
            <MoreButton of={trades} />
          </>
        )
      }
    </Loaded>
  )
}

const openTrade = ({ no }: TradeSummary): void => {
  const page = 'trade'
  if (hasPage(page)) goTo(page, { no })
}

export const TradesPage = () => {
  const t = useTranslate()
  const session = useSession()
  const [chosen, setChosen] = useState<TradesView | undefined>(undefined)
  if (session === undefined) {
    return (
      <Screen title={t('trades.title')}>
        <ForRoles>{null}</ForRoles>
      </Screen>
    )
  }
  const { roles, organisation } = session.me
  const view = chosen ?? firstView(roles)
  const page = 'offer'
  const offers = view === 'sold' && roles.includes('trader') && hasPage(page)
  return (
    <Screen
      title={t('trades.title')}
      action={<SessionMenu />}
      footer={
        <ConfirmBar
          text={t(offers ? 'trades.offer' : 'trades.scan')}
          onPress={() => {
            if (offers) goTo(page)
            else scanTrade()
          }}
        />
      }
    >
      <Tabs
        label={t('trades.views')}
        value={view}
        tabs={views.map((value) => ({ value, text: t(`trades.view.${value}`) }))}
        onChange={setChosen}
      />
      <UnsentStrip />
      {view === 'due' ? (
        <DueList organisation={organisation.id} receives={roles.includes('warehouse') || roles.includes('trader')} />
      ) : (
        <Listed key={view} view={view} organisation={organisation.id} canOffer={roles.includes('trader')} />
      )}
    </Screen>
  )
}
