// 从产地到货架: who held the goods, from the farm to the shelf, one below the other; every single record folds below.
import { View } from '@tarojs/components'
import { chinaTime } from '../../i18n/china-time'
import { useLanguage, useTranslate, type Translate } from '../../i18n/translate'
import { EmptyState } from '../../ui/empty-state'
import { Fold } from '../../ui/fold'
import type { IconName } from '../../ui/icon'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { Timeline, type TimelineItem } from '../../ui/timeline'
import { goodsText, stationTitle } from './station-words'
import { Stations } from './stations'
import type { TraceCheck } from './trace-check'
import { holdersOf, type Holder } from './trace-flow'
import type { Station } from './trace-story'

const iconOf = ({ stations }: Holder, isLast: boolean): IconName => {
  if (stations.some(({ kind }) => kind === 'transformation')) return 'factory'
  if (stations.some(({ kind }) => kind === 'batch')) return 'leaf'
  return isLast && !stations.some(({ kind }) => kind === 'dispatch') ? 'shop' : 'box'
}

/** Green when every record of the holder held, red when one did not, grey before. */
const toneOf = ({ stations }: Holder, check: TraceCheck | undefined): Pick<TimelineItem, 'tone'> => {
  const found = stations.map(({ record }) => check?.records[record]?.state)
  if (found.includes('failed')) return { tone: 'bad' }
  return found.every((state) => state === 'ok') ? { tone: 'good' } : {}
}

const dayOf = (time: string): string => chinaTime(time).slice(0, 10)

const whenAndWhere = ({ where, since, until }: Holder): string => {
  const [first, last] = [dayOf(since), dayOf(until)]
  // The year stands once.
  const days = first === last ? first : `${first} – ${first.slice(0, 4) === last.slice(0, 4) ? last.slice(5) : last}`
  return [where.city, days].filter((part) => part !== undefined).join(' · ')
}

const Tags = ({ holder, isWrong }: { holder: Holder; isWrong: boolean }) => {
  const t = useTranslate()
  if (isWrong) return <StatusTag tone="bad" text={t('trace.check.failed')} />
  return holder.speaker.level === 'verified' ? null : <StatusTag tone="caution" text={t('common.unverified')} />
}

const goodsLine = (t: Translate, { goods, stations }: Holder): string | undefined => {
  if (goods.length === 0) return undefined
  const made = stations.some(({ kind }) => kind === 'transformation')
  return t(made ? 'trace.goods.made' : 'trace.goods.about', { goods: goodsText(t, goods) })
}

const Acts = ({ holder }: { holder: Holder }) => {
  const t = useTranslate()
  const language = useLanguage()
  const acts = [...new Set(holder.stations.map((station) => stationTitle(t, language, station)))]
  const goods = goodsLine(t, holder)
  return (
    <>
      <View className="ec-trace-said">{acts.join(' · ')}</View>
      {goods === undefined ? null : <View className="ec-trace-where">{goods}</View>}
      {holder.from === undefined ? null : (
        <View className="ec-trace-where">{t('trace.flow.from', { name: holder.from.name ?? t('trace.unnamed') })}</View>
      )}
      {holder.stations.some(({ kind, scope }) => kind !== 'event' && scope === 'flow') ? (
        <View className="ec-trace-source">
          <View className="ec-trace-source__flow">{t('trace.scope.flow')}</View>
        </View>
      ) : null}
    </>
  )
}

type Props = {
  stations: readonly Station[]
  check: TraceCheck | undefined
  onWrongPicture: (record: string) => void
}

export const Flow = ({ stations, check, onWrongPicture }: Props) => {
  const t = useTranslate()
  const holders = holdersOf(stations)
  if (holders.length === 0) {
    return (
      <Section title={t('trace.way')}>
        <EmptyState icon="list" title={t('trace.way.empty')} text={t('trace.way.emptyText')} />
      </Section>
    )
  }
  const items = holders.map((holder, index): TimelineItem => {
    const tone = toneOf(holder, check)
    return {
      key: holder.key,
      icon: iconOf(holder, index === holders.length - 1),
      ...tone,
      title: holder.speaker.name ?? t('trace.unnamed'),
      time: whenAndWhere(holder),
      tag: <Tags holder={holder} isWrong={tone.tone === 'bad'} />,
      children: <Acts holder={holder} />,
    }
  })
  const isWrong = stations.some(({ record }) => check?.records[record]?.state === 'failed')
  return (
    <Section title={t('trace.way')}>
      <Timeline items={items} />
      <Fold key={String(isWrong)} title={t('trace.flow.all', { n: stations.length })} icon="list" open={isWrong}>
        <Stations stations={stations} check={check} onWrongPicture={onWrongPicture} />
      </Fold>
    </Section>
  )
}
