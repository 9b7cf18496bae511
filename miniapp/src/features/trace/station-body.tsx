// One station below its title: who, where, what was said, how much of it is about this item, and its pictures.
import { View } from '@tarojs/components'
import { useTranslate } from '../../i18n/translate'
import { StatusTag } from '../../ui/status-tag'
import { fieldLabel } from '../../i18n/record-words'
import { ProvenPicture } from './proven-picture'
import { goodsText, isThirdPartyTest, saidBy } from './station-words'
import type { RecordCheck } from './trace-check'
import type { Speaker, Station } from './trace-story'

/** A name, and the mark of those whose identity nobody checked. */
export const SpeakerName = ({ speaker: { name, level } }: { speaker: Speaker }) => {
  const t = useTranslate()
  return (
    <View className="ec-trace-who">
      <View>{name ?? t('trace.unnamed')}</View>
      {level === 'verified' ? null : <StatusTag tone="caution" text={t('common.unverified')} />}
    </View>
  )
}

const Said = ({ station }: { station: Station }) => {
  const t = useTranslate()
  const { goods, kind, result } = station
  const said = saidBy(t, station)
  const about = kind === 'transformation' ? 'trace.goods.made' : 'trace.goods.about'
  return (
    <>
      {said.length === 0 ? null : (
        <View className={`ec-trace-said${result === 'fail' ? ' ec-ink--bad' : ''}`}>{said.join(' · ')}</View>
      )}
      {goods.length === 0 ? null : <View className="ec-trace-said">{t(about, { goods: goodsText(t, goods) })}</View>}
    </>
  )
}

/** Who says so, in whose hands the key is, and how close it comes to this very item. */
const Source = ({ station }: { station: Station }) => {
  const t = useTranslate()
  const { speaker, scope } = station
  return (
    <View className="ec-trace-source">
      {isThirdPartyTest(station) ? (
        <View className="ec-trace-source__third">{t('trace.source.thirdParty')}</View>
      ) : (
        <View>{t('trace.source.company')}</View>
      )}
      <View>{t(`trace.custody.${speaker.custody}`)}</View>
      {scope === 'whole' ? <View>{t('trace.scope.whole')}</View> : null}
      {scope === 'flow' ? <View className="ec-trace-source__flow">{t('trace.scope.flow')}</View> : null}
    </View>
  )
}

const Blame = ({ check }: { check: RecordCheck | undefined }) => {
  const t = useTranslate()
  if (check?.state !== 'failed') return null
  return (
    <View className="ec-trace-blame">
      {check.fields.map((field) => fieldLabel(t, field)).join(t('trace.separator'))}{' '}
      {t('failure.code', { code: check.code })}
    </View>
  )
}

type Props = { station: Station; check: RecordCheck | undefined; onWrongPicture: (record: string) => void }

export const StationBody = ({ station, check, onWrongPicture }: Props) => {
  const { city, name } = station.where
  const where = [city, name].filter((part) => part !== undefined).join(' · ')
  return (
    <>
      <SpeakerName speaker={station.speaker} />
      {where === '' ? null : <View className="ec-trace-where">{where}</View>}
      <Said station={station} />
      <Source station={station} />
      <Blame check={check} />
      {station.evidence.length === 0 ? null : (
        <View className="ec-trace-pictures">
          {station.evidence.map(({ digest, title }) => (
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
