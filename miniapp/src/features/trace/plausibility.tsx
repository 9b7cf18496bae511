// What this phone checked, whether the records add up, and each check that did not pass with both values.
import { View } from '@tarojs/components'
import type { TraceView } from '@ectrace/shared/api/views'
import type { Check } from '@ectrace/shared/plausibility/check'
import { tallyOf } from '@ectrace/shared/plausibility/check-facts'
import { chinaTime } from '../../i18n/china-time'
import { useTranslate, type Translate } from '../../i18n/translate'
import { Icon } from '../../ui/icon'
import { Section } from '../../ui/section'
import { DeviceChecks } from './device-checks'
import { recordLabel } from './labels'
import { recordOf, textOf } from './record-fields'
import type { Painted } from './use-trace'

const most = 20

/** `36 分钟`, `16 小时 9 分钟`; below a minute in seconds. A way back in time took none. */
const duration = (t: Translate, text: string): string => {
  const seconds = Math.max(0, Number(text))
  if (seconds < 60) return t('checks.seconds', { n: seconds })
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return t('checks.minutes', { n: minutes })
  return t('checks.hours', { h: Math.floor(minutes / 60), m: minutes % 60 })
}

const valueText = (t: Translate, { code }: Check, value: string): string =>
  code === 'travel_possible' || code === 'travel_likely' ? duration(t, value) : chinaTime(value)

const Value = ({ check, which }: { check: Check; which: 'expected' | 'actual' }) => {
  const t = useTranslate()
  const value = check[which]
  if (value === undefined) return null
  return (
    <View className="ec-trace-value">
      <View className="ec-trace-value__name">{t(`checks.${check.code}.${which}`)}</View>
      <View className="ec-trace-value__text">{valueText(t, check, value)}</View>
    </View>
  )
}

/** `发货 · 杭州`: what the record is, and where; it stays short where nothing more is known. */
const recordText = (t: Translate, view: TraceView, id: string | undefined): string => {
  const place = textOf(recordOf(view, id), 'place')
  const city = textOf(recordOf(view, place === undefined ? undefined : view.subjects.places[place]), 'city')
  const label = recordLabel(t, view, id)
  return city === undefined ? label : `${label} · ${city}`
}

const recordsText = (t: Translate, view: TraceView, [first, second]: readonly string[]): string =>
  second === undefined
    ? recordText(t, view, first)
    : t('checks.between', { first: recordText(t, view, first), second: recordText(t, view, second) })

const Failed = ({ view, check }: { view: TraceView; check: Check }) => {
  const t = useTranslate()
  return (
    <View className="ec-trace-fault">
      <View className="ec-trace-fault__head ec-trace-fault__head--caution">
        <Icon name="alert" size="small" />
        <View>{t(`checks.${check.code}`)}</View>
      </View>
      <View className="ec-trace-fault__what">{recordsText(t, view, check.records)}</View>
      <View className="ec-trace-fault__field ec-trace-fault__field--caution">
        <Value check={check} which="expected" />
        <Value check={check} which="actual" />
      </View>
    </View>
  )
}

const summary = (t: Translate, { passed, checked }: { passed: number; checked: number }): string => {
  if (checked === 0) return t('checks.none')
  const failed = checked - passed
  return t(failed === 0 ? 'checks.all' : 'checks.some', { n: checked, passed, failed })
}

/** Nothing until the records have been checked: what did not hold is not worth comparing. */
export const Plausibility = ({ painted }: { painted: Painted }) => {
  const t = useTranslate()
  const { view, check } = painted
  if (check?.log.state !== 'ok') return null
  const tally = tallyOf(check.checks)
  const failed = check.checks.filter(({ outcome }) => outcome === 'failed')
  const tone = failed.length > 0 ? 'caution' : tally.checked === 0 ? 'wait' : 'good'
  return (
    <Section title={t('checks.title')}>
      <DeviceChecks painted={painted} />
      <View className={`ec-trace-tally ec-trace-tally--${tone}`}>
        <Icon name={tone === 'good' ? 'check' : tone === 'wait' ? 'info' : 'alert'} size="small" />
        <View>{summary(t, tally)}</View>
      </View>
      {failed.slice(0, most).map((one, n) => (
        <Failed key={`${one.code}:${n}`} view={view} check={one} />
      ))}
      <View className="ec-trace-words__line">{t('checks.how')}</View>
      {tally.notChecked === 0 ? null : (
        <View className="ec-trace-words__line">{t('checks.left', { n: tally.notChecked })}</View>
      )}
      {check.checksDiffer ? (
        <View className="ec-trace-tally ec-trace-tally--caution">
          <Icon name="alert" size="small" />
          <View>{t('checks.differ')}</View>
        </View>
      ) : null}
    </Section>
  )
}
