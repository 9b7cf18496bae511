// 查询记录: what the platform counted of this item, who looked first, and what is unusual; none of it is on chain.
import { View } from '@tarojs/components'
import type { ScanView } from '@ectrace/shared/api/scan-views'
import { findingWords } from '../../i18n/finding-words'
import { formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Fact } from '../../ui/fact'
import { Icon } from '../../ui/icon'
import { Section } from '../../ui/section'
import type { ScanState } from './use-scan'

const FirstScan = ({ scan: { first } }: { scan: ScanView }) => {
  const t = useTranslate()
  if (first === undefined) return null
  const where = [formatTime(first.at), first.city].filter((part) => part !== undefined).join(' · ')
  return <Fact name={t('scans.first')}>{first.byYou ? t('scans.first.you', { where }) : where}</Fact>
}

const Counts = ({ scan }: { scan: ScanView }) => {
  const t = useTranslate()
  const { people, unknown, yours } = scan
  const known = t('scans.people.n', { n: people })
  return (
    <View className="ec-trace-facts">
      <FirstScan scan={scan} />
      <Fact name={t('scans.people')}>{unknown === 0 ? known : t('scans.people.unknown', { known, n: unknown })}</Fact>
      <Fact name={t('scans.yours')}>
        {yours.times === 0 || yours.lastAt === undefined
          ? t('scans.yours.first')
          : t('scans.yours.before', { n: yours.times, time: formatTime(yours.lastAt) })}
      </Fact>
      {scan.city === undefined ? null : <Fact name={t('scans.city')}>{scan.city}</Fact>}
    </View>
  )
}

const Findings = ({ scan }: { scan: ScanView }) => {
  const t = useTranslate()
  return (
    <>
      {scan.findings.map((finding) => {
        const words = findingWords(t, finding)
        const caution = finding.level === 'caution'
        return (
          <View className={`ec-trace-tally ec-trace-tally--${caution ? 'caution' : 'wait'}`} key={words}>
            <Icon name={caution ? 'alert' : 'info'} size="small" />
            <View>{words}</View>
          </View>
        )
      })}
      {scan.findings.some(({ level }) => level === 'caution') ? (
        <View className="ec-trace-words__line">{t('scans.cautionText')}</View>
      ) : null}
    </>
  )
}

const Told = ({ scan }: { scan: ScanView }) => {
  const t = useTranslate()
  return (
    <>
      <Findings scan={scan} />
      <Counts scan={scan} />
      {scan.counted ? null : <View className="ec-trace-words__line">{t('scans.staff')}</View>}
      {scan.placeRules === 'on' ? null : <View className="ec-trace-words__line">{t('scans.placesOff')}</View>}
      <View className="ec-trace-words__line">{t('scans.source')}</View>
    </>
  )
}

export const ScanSection = ({ state }: { state: ScanState }) => {
  const t = useTranslate()
  if (state.phase === 'none') return null
  return (
    <Section title={t('scans.title')}>
      {state.phase === 'told' ? <Told scan={state.scan} /> : null}
      {state.phase === 'asking' ? <View className="ec-trace-words__line">{t('scans.asking')}</View> : null}
      {state.phase === 'failed' ? (
        <>
          <View className="ec-trace-words__line">{t('scans.failed')}</View>
          <Button icon="refresh" text={t('common.retry')} onPress={state.retry} />
        </>
      ) : null}
    </Section>
  )
}
