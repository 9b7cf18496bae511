// Unusual scans: what was found and at which code, freezing that code, closing the finding; and the rules (`view=rules`).
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ScanAlertView } from '@ectrace/shared/api/scan-views'
import { useState } from 'react'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { usePages } from '../../api/use-pages'
import { findingWords } from '../../i18n/finding-words'
import { formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { goTo, useParameters } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { Tabs } from '../../ui/tabs'
import type { Tone } from '../../ui/tone'
import { AlertActs } from './alert-acts'
import { RulesForm } from './rules-form'
import './alerts.scss'

type Outcome = NonNullable<ScanAlertView['outcome']>
const outcomeTones: Record<Outcome, Tone> = { copied: 'bad', harmless: 'good', unclear: 'wait' }

const Alert = ({ alert, onDone }: { alert: ScanAlertView; onDone: () => void }) => {
  const t = useTranslate()
  const trader = useSession()?.me.roles.includes('trader') === true
  const { outcome } = alert
  return (
    <Section
      title={`${alert.productName} ${alert.lot}`}
      aside={
        outcome === undefined ? undefined : (
          <StatusTag tone={outcomeTones[outcome]} text={t(`alerts.outcome.${outcome}`)} />
        )
      }
    >
      <View className="ec-alerts-finding">{findingWords(t, alert.finding)}</View>
      <View className="ec-line__note">{formatTime(alert.at)}</View>
      <View className="ec-mono">{alert.path}</View>
      <Button
        kind="quiet"
        icon="shield"
        text={t('batch.openTrace')}
        onPress={() => {
          goTo('trace', { c: alert.path })
        }}
      />
      {trader && outcome === undefined ? <AlertActs alert={alert} onDone={onDone} /> : null}
    </Section>
  )
}

const List = ({ open }: { open: 'true' | 'false' }) => {
  const t = useTranslate()
  const alerts = usePages(`alerts:${open}`, (after) =>
    call(endpoints.scanAlerts, { query: { after, open, limit: 20 } }),
  )
  useReturn(alerts.reload)
  return (
    <>
      <Loaded from={alerts} subject={t('alerts.title')}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon="check"
              title={t(open === 'true' ? 'alerts.none' : 'alerts.noneClosed')}
              text={t('alerts.noneText')}
            />
          ) : (
            items.map((alert) => <Alert key={alert.id} alert={alert} onDone={alerts.reload} />)
          )
        }
      </Loaded>
      <MoreButton of={alerts} />
    </>
  )
}

const Lists = () => {
  const t = useTranslate()
  const roles = useSession()?.me.roles ?? []
  const [open, setOpen] = useState<'true' | 'false'>('true')
  return (
    <Screen title={t('alerts.title')}>
      <ForRoles>
        <Tabs
          label={t('alerts.title')}
          tabs={[
            { value: 'true', text: t('alerts.open') },
            { value: 'false', text: t('alerts.closed') },
          ]}
          value={open}
          onChange={setOpen}
        />
        <List key={open} open={open} />
        {roles.includes('trader') || roles.includes('administrator') ? (
          <Button
            wide
            icon="list"
            text={t('alerts.rules')}
            onPress={() => {
              goTo('alerts', { view: 'rules' })
            }}
          />
        ) : null}
      </ForRoles>
    </Screen>
  )
}

export const AlertsPage = () => (useParameters()['view'] === 'rules' ? <RulesForm /> : <Lists />)
