// Consumers' reports: the list by state, and one of them with its answer (`receipt`).
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ReportView } from '@ectrace/shared/api/scan-views'
import { useState } from 'react'
import { call } from '../../api/call'
import { findInPages, usePages } from '../../api/use-pages'
import { useFetch } from '../../api/use-fetch'
import { formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { goTo, useParameters } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { EmptyState } from '../../ui/empty-state'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { reportTones } from '../../ui/report-tones'
import { Row } from '../../ui/row'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { Tabs } from '../../ui/tabs'
import { OneReport } from './one-report'

const states = ['open', 'answered', 'closed'] as const
type State = (typeof states)[number]

const goodsOf = ({ productName, lot, path }: ReportView): string =>
  productName === '' ? path : [productName, lot].filter((part) => part !== '').join(' ')

const List = ({ state }: { state: State }) => {
  const t = useTranslate()
  const reports = usePages(`reports:${state}`, (after) => call(endpoints.reports, { query: { after, state } }))
  useReturn(reports.reload)
  return (
    <>
      <Loaded from={reports} subject={t('reports.title')}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon="list" title={t(`reports.none.${state}`)} text={t('reports.noneText')} />
          ) : (
            <Section flush>
              {items.map((report) => (
                <Row
                  key={report.receipt}
                  title={t(`report.kind.${report.kind}`)}
                  note={`${goodsOf(report)} · ${formatTime(report.at)}`}
                  value={<StatusTag tone={reportTones[report.state]} text={t(`report.state.${report.state}`)} />}
                  onPress={() => {
                    goTo('reports', { receipt: report.receipt })
                  }}
                />
              ))}
            </Section>
          )
        }
      </Loaded>
      <MoreButton of={reports} />
    </>
  )
}

const Lists = () => {
  const t = useTranslate()
  const [state, setState] = useState<State>('open')
  return (
    <Screen title={t('reports.title')}>
      <ForRoles>
        <Tabs
          label={t('reports.title')}
          tabs={states.map((value) => ({ value, text: t(`report.state.${value}`) }))}
          value={state}
          onChange={setState}
        />
        <List key={state} state={state} />
      </ForRoles>
    </Screen>
  )
}

/** The list is the only way to one report; it is found in it. */
const find = async (receipt: string): Promise<{ report: ReportView | undefined }> => ({
  report: await findInPages(
    (after) => call(endpoints.reports, { query: { after, limit: 200 } }),
    (report) => report.receipt === receipt,
  ),
})

const Found = ({ receipt }: { receipt: string }) => {
  const t = useTranslate()
  const found = useFetch(`report:${receipt}`, () => find(receipt))
  return (
    <Screen title={t('reports.one')}>
      <ForRoles>
        <Loaded from={found} subject={t('reports.one')}>
          {({ report }) =>
            report === undefined ? (
              <EmptyState icon="list" title={t('reports.notFound')} />
            ) : (
              <OneReport report={report} onAnswered={found.reload} />
            )
          }
        </Loaded>
      </ForRoles>
    </Screen>
  )
}

export const ReportsPage = () => {
  const { receipt } = useParameters()
  return receipt === undefined || receipt === '' ? <Lists /> : <Found receipt={receipt} />
}
