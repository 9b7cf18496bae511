// The way of the goods, oldest first: what happened, when, where, who says so, and whether this phone could confirm it.
import { bizSteps, bizStepLabel } from '@ectrace/shared/domain/event'
import { useLanguage, useTranslate, type Translate } from '../../i18n/translate'
import { EmptyState } from '../../ui/empty-state'
import type { IconName } from '../../ui/icon'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { Timeline, type TimelineItem } from '../../ui/timeline'
import { chinaTime } from '../../i18n/china-time'
import { StationBody } from './station-body'
import type { RecordCheck, TraceCheck } from './trace-check'
import type { Station } from './trace-story'

const kindIcons: Record<Station['kind'], IconName> = {
  batch: 'leaf',
  transformation: 'factory',
  codes: 'qr',
  activation: 'check',
  dispatch: 'out',
  receipt: 'shop',
  event: 'info',
}
const stepIcons: Record<string, IconName> = {
  inspecting: 'flask',
  transporting: 'truck',
  shipping: 'truck',
  storing: 'box',
  packing: 'box',
  retail_selling: 'shop',
}

const titleOf = (t: Translate, language: 'zh' | 'en', { kind, made, step, material }: Station): string => {
  if (kind === 'batch' && material) return t('trace.station.material')
  if (made !== undefined) return t(`trace.station.${made}`)
  const known = kind === 'event' ? bizSteps.find((each) => each === step) : undefined
  return known === undefined ? t(`trace.station.${kind}`) : bizStepLabel(known, language)
}

const CheckTag = ({ check }: { check: RecordCheck | undefined }) => {
  const t = useTranslate()
  if (check === undefined) return <StatusTag tone="wait" text={t('trace.check.waiting')} />
  return check.state === 'ok' ? (
    <StatusTag tone="good" text={t('trace.check.ok')} />
  ) : (
    <StatusTag tone="bad" text={t('trace.check.failed')} />
  )
}

type Props = {
  stations: readonly Station[]
  check: TraceCheck | undefined
  onWrongPicture: (record: string) => void
}

export const Stations = ({ stations, check, onWrongPicture }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const items = stations.map((station): TimelineItem => {
    const found = check?.records[station.record]
    return {
      key: station.key,
      icon: stepIcons[station.step ?? ''] ?? kindIcons[station.kind],
      ...(found === undefined ? {} : { tone: found.state === 'ok' ? 'good' : 'bad' }),
      title: titleOf(t, language, station),
      time: chinaTime(station.time),
      tag: <CheckTag check={found} />,
      children: <StationBody station={station} check={found} onWrongPicture={onWrongPicture} />,
    }
  })
  return (
    <Section title={t('trace.way')}>
      {items.length === 0 ? <EmptyState icon="list" title={t('trace.way.empty')} /> : <Timeline items={items} />}
    </Section>
  )
}
