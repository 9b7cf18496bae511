// 检验与证书: the documents behind the records, and the licences of maker, product and batch; each opens large, and only when its bytes are those that were put on chain.
import { View } from '@tarojs/components'
import type { TraceView } from '@ectrace/shared/api/views'
import { useTranslate } from '../../i18n/translate'
import { aria } from '../../platform/aria'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { Licences } from './licences'
import { ProvenPicture } from './proven-picture'
import { SpeakerName } from './station-body'
import { isThirdPartyTest, saidBy } from './station-words'
import type { Station } from './trace-story'

const Result = ({ station }: { station: Station }) => {
  const t = useTranslate()
  const { result } = station
  if (result !== 'pass' && result !== 'fail') return null
  return <StatusTag tone={result === 'pass' ? 'good' : 'bad'} text={t(`trace.result.${result}`)} />
}

const Document = ({ station, onWrong }: { station: Station; onWrong: () => void }) => {
  const t = useTranslate()
  const { evidence, goods, speaker } = station
  const [first] = evidence
  const about = goods.flatMap(({ name }) => name ?? [])
  const said = saidBy(t, { ...station, result: '' }).filter((line) => line !== '')
  return (
    <View className="ec-trace-document" {...aria({ role: 'listitem' })}>
      {first === undefined ? null : <ProvenPicture digest={first.digest} title={first.title} onWrong={onWrong} />}
      <View className="ec-trace-document__words">
        <View className="ec-trace-document__title">{first?.title ?? about.join(t('trace.separator'))}</View>
        <View className="ec-trace-source">
          <Result station={station} />
          {isThirdPartyTest(station) ? (
            <View className="ec-trace-source__third">{t('trace.source.thirdParty')}</View>
          ) : (
            <View>{t('trace.source.company')}</View>
          )}
        </View>
        <View className="ec-trace-where">
          <SpeakerName speaker={speaker} />
          {said.join(' · ')}
        </View>
        {evidence.length < 2 ? null : (
          <View className="ec-trace-pictures">
            {evidence.slice(1).map(({ digest, title }) => (
              <ProvenPicture key={digest} digest={digest} title={title} onWrong={onWrong} />
            ))}
          </View>
        )}
      </View>
    </View>
  )
}

type Props = { view: TraceView; stations: readonly Station[]; onWrongPicture: (record: string) => void }

export const Documents = ({ view, stations, onWrongPicture }: Props) => {
  const t = useTranslate()
  const documented = stations.filter(({ evidence, result }) => evidence.length > 0 || result !== undefined)
  if (documented.length === 0 && (view.credentials ?? []).length === 0) return null
  return (
    <Section title={t('trace.documents')}>
      <View className="ec-trace-documents" {...aria({ role: 'list' })}>
        {documented.map((station) => (
          <Document
            key={station.key}
            station={station}
            onWrong={() => {
              onWrongPicture(station.record)
            }}
          />
        ))}
        <Licences view={view} onWrongPicture={onWrongPicture} />
      </View>
    </Section>
  )
}
