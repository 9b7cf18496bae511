// The way of the goods, oldest first: what happened, when, where, who says so, and whether this phone could confirm it.
import { View } from '@tarojs/components'
import { bizSteps, bizStepLabel } from '@ectrace/shared/domain/event'
import { useLanguage, useTranslate, type Translate } from '../../i18n/translate'
import { EmptyState } from '../../ui/empty-state'
import type { IconName } from '../../ui/icon'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { Timeline, type TimelineItem } from '../../ui/timeline'
import { chinaTime } from './china-time'
import { fieldLabel } from './labels'
import { ProvenPicture } from './proven-picture'
import type { RecordCheck, TraceCheck } from './trace-check'
import type { Goods, Station } from './trace-story'

const kindIcons: Record<Station['kind'], IconName> = {
  batch: 'leaf',
  transformation: 'factory',
  codes: 'qr',
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

const titleOf = (t: Translate, language: 'zh' | 'en', { kind, step, material }: Station): string => {
  if (kind === 'batch' && material) return t('trace.station.material')
  const known = kind === 'event' ? bizSteps.find((each) => each === step) : undefined
  return known === undefined ? t(`trace.station.${kind}`) : bizStepLabel(known, language)
}

/** `生牛乳（批次 RM-A1、RM-B2）`: lots of one product together. */
const goodsText = (t: Translate, goods: readonly Goods[]): string => {
  const lots = new Map<string, string[]>()
  for (const { name = '', lot = '' } of goods) lots.set(name, [...(lots.get(name) ?? []), lot])
  const separator = t('trace.separator')
  return [...lots].map(([name, each]) => t('trace.goods', { name, lots: each.join(separator) })).join(separator)
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

const sourceKey = ({ kind, step, speaker }: Station) => {
  if (kind === 'event' && step === 'inspecting' && speaker.thirdParty) return 'trace.source.thirdParty'
  return 'trace.source.company'
}

const whereText = ({ city, name }: Station['where']): string | undefined =>
  [city, name].filter((part) => part !== undefined).join(' · ') || undefined

type BodyProps = { station: Station; check: RecordCheck | undefined; onWrongPicture: (record: string) => void }

const Body = ({ station, check, onWrongPicture }: BodyProps) => {
  const t = useTranslate()
  const { speaker, goods, scope, evidence, result, reportNo, temperature } = station
  const said = [
    result === 'pass' || result === 'fail' ? t(`trace.result.${result}`) : result,
    reportNo === undefined ? undefined : t('trace.reportNo', { no: reportNo }),
    temperature === undefined ? undefined : t('trace.temperature', { value: temperature }),
  ].filter((line) => line !== undefined)
  const source = sourceKey(station)
  const where = whereText(station.where)
  return (
    <>
      <View className="ec-trace-who ec-trace-who--said">
        <View>{speaker.name ?? t('trace.unnamed')}</View>
        {speaker.level === 'verified' ? null : <StatusTag tone="caution" text={t('common.unverified')} />}
      </View>
      {where === undefined ? null : <View className="ec-trace-where">{where}</View>}
      {said.length === 0 ? null : (
        <View className={`ec-trace-said${result === 'fail' ? ' ec-ink--bad' : ''}`}>{said.join(' · ')}</View>
      )}
      {goods.length === 0 ? null : (
        <View className="ec-trace-said">
          {t(station.kind === 'transformation' ? 'trace.goods.made' : 'trace.goods.about', {
            goods: goodsText(t, goods),
          })}
        </View>
      )}
      <View className="ec-trace-source">
        {source === 'trace.source.thirdParty' ? (
          <View className="ec-trace-source__third">{t(source)}</View>
        ) : (
          <View>{t(source)}</View>
        )}
        <View>{t(`trace.custody.${speaker.custody}`)}</View>
        {scope === 'whole' ? <View>{t('trace.scope.whole')}</View> : null}
        {scope === 'flow' ? <View className="ec-trace-source__flow">{t('trace.scope.flow')}</View> : null}
      </View>
      {check?.state === 'failed' ? (
        <View className="ec-trace-said ec-ink--bad">
          {check.fields.map((field) => fieldLabel(t, field)).join(t('trace.separator'))}{' '}
          {t('failure.code', { code: check.code })}
        </View>
      ) : null}
      {evidence.length === 0 ? null : (
        <View className="ec-trace-pictures">
          {evidence.map(({ digest, title }) => (
            <ProvenPicture
              key={digest}
              digest={digest}
              title={title}
              onWrong={() => {
                onWrongPicture(station.record)
              }}
            />
          ))}
        </View>
      )}
    </>
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
      children: <Body station={station} check={found} onWrongPicture={onWrongPicture} />,
    }
  })
  return (
    <Section title={t('trace.way')}>
      {items.length === 0 ? <EmptyState icon="list" title={t('trace.way.empty')} /> : <Timeline items={items} />}
    </Section>
  )
}
