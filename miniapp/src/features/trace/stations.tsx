// Every record of the way, oldest first: what happened, when, where, who says so, and whether this phone could confirm it.
import { useLanguage, useTranslate } from '../../i18n/translate'
import { StatusTag } from '../../ui/status-tag'
import { Timeline, type TimelineItem } from '../../ui/timeline'
import { chinaTime } from '../../i18n/china-time'
import { StationBody } from './station-body'
import { stationIcon, stationTitle } from './station-words'
import type { RecordCheck, TraceCheck } from './trace-check'
import type { Station } from './trace-story'

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
      icon: stationIcon(station),
      ...(found === undefined ? {} : { tone: found.state === 'ok' ? 'good' : 'bad' }),
      title: stationTitle(t, language, station),
      time: chinaTime(station.time),
      tag: <CheckTag check={found} />,
      children: <StationBody station={station} check={found} onWrongPicture={onWrongPicture} />,
    }
  })
  return <Timeline items={items} />
}
