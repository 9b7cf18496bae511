// What does not hold: which record, which field, what is shown and what the chain has, with its code.
import { View } from '@tarojs/components'
import type { TraceView } from '@ectrace/shared/api/views'
import { messageOf } from '@ectrace/shared/errors'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Section } from '../../ui/section'
import { Icon } from '../../ui/icon'
import { fieldDifference } from './field-difference'
import { fieldLabel } from '../../i18n/record-words'
import { recordLabel } from './labels'
import { recordOf } from './record-fields'
import type { TraceCheck, TraceFault } from './trace-check'

const most = 20

const Value = ({ name, value, aside }: { name: string; value: string; aside?: string }) => (
  <View className="ec-trace-value">
    <View className="ec-trace-value__name">{name}</View>
    <View className="ec-trace-value__text">
      {value.slice(0, 300)}
      {aside === undefined ? null : <View className="ec-trace-value__aside">{aside}</View>}
    </View>
  </View>
)

const Field = ({ view, fault, field }: { view: TraceView; fault: TraceFault; field: string }) => {
  const t = useTranslate()
  const record = recordOf(view, fault.record)
  const { painted, original, proven } = fieldDifference(record, field)
  const codes: TraceFault['code'][] = ['FIELD_DIGEST_MISMATCH', 'STATE_DIGEST_MISMATCH']
  const compared = codes.includes(fault.code) && field !== 'pictureBytes'
  return (
    <View className="ec-trace-fault__field">
      <View className="ec-trace-fault__name">{fieldLabel(t, field)}</View>
      {compared && record !== undefined ? (
        <>
          <Value name={t('trace.fault.painted')} value={painted ?? t('trace.fault.hidden')} />
          <Value
            name={t('trace.fault.original')}
            value={original ?? t('trace.fault.unknown')}
            {...(original === undefined ? {} : { aside: t(proven ? 'trace.fault.proven' : 'trace.fault.claimed') })}
          />
        </>
      ) : null}
    </View>
  )
}

/** One fault for each record: the first; the others follow from it. */
const firstOfEach = (faults: readonly TraceFault[]): TraceFault[] => {
  const seen = new Set<string | undefined>()
  return faults.filter(({ record }) => {
    const first = record === undefined || !seen.has(record)
    seen.add(record)
    return first
  })
}

export const FaultList = ({ view, check }: { view: TraceView; check: TraceCheck }) => {
  const t = useTranslate()
  const language = useLanguage()
  const faults = check.log.state === 'failed' ? [{ code: check.log.code, fields: [] }] : firstOfEach(check.faults)
  if (faults.length === 0) return null
  return (
    <Section title={t('trace.faults')}>
      {faults.slice(0, most).map((fault: TraceFault, n) => (
        <View className="ec-trace-fault" key={`${fault.record ?? ''}:${n}`}>
          <View className="ec-trace-fault__head">
            <Icon name="cross" size="small" />
            <View>{check.log.state === 'failed' ? t('trace.proof.log') : recordLabel(t, view, fault.record)}</View>
          </View>
          <View className="ec-trace-fault__what">
            {fault.claimed === true ? t('trace.fault.platform') : messageOf(fault.code, language)}
          </View>
          {fault.fields.map((field) => (
            <Field key={field} view={view} fault={fault} field={field} />
          ))}
          <View className="ec-trace-fault__code">{t('failure.code', { code: fault.code })}</View>
        </View>
      ))}
    </Section>
  )
}
