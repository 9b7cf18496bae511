// The thresholds above which an organisation holds scans of one item to be unusual.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ScanRules } from '@ectrace/shared/scanning/scan-rules'
import { useState } from 'react'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { useSubmit } from '../../api/use-submit'
import { describeFault } from '../../i18n/describe-fault'
import { describeFailure } from '../../i18n/describe-failure'
import { useTranslate } from '../../i18n/translate'
import { textsLike } from '../../state/read-draft'
import { useDraft } from '../../state/use-draft'
import { ConfirmBar } from '../../ui/confirm-bar'
import { ErrorState } from '../../ui/error-state'
import { Field } from '../../ui/field'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { showToast } from '../../ui/toast'
import { checkRules, ruleGroups, rulesOf, typedRules, type TypedRules } from './typed-rules'

type FormProps = { rules: ScanRules; onSaved: () => void }

const Form = ({ rules, onSaved }: FormProps) => {
  const t = useTranslate()
  const first: TypedRules = typedRules(rules)
  const draft = useDraft<TypedRules>('scan-rules', first, textsLike(first))
  const { value } = draft
  const [tried, setTried] = useState(false)
  const saving = useSubmit(async () => {
    await call(endpoints.setScanRules, { body: rulesOf(value) })
    draft.clear()
    onSaved()
    showToast(t('alerts.saved'), 'good')
  })
  const own = checkRules(value)
  const faults = [...(tried ? own : []), ...(saving.failure?.faults ?? [])]
  return (
    <Screen
      title={t('alerts.rules')}
      footer={
        <ConfirmBar
          text={t('alerts.save')}
          busy={saving.busy}
          note={
            tried && own.length > 0
              ? t('form.correct', { n: own.length })
              : saving.failure && describeFailure(saving.failure).what
          }
          onPress={() => {
            setTried(true)
            if (own.length === 0) saving.run()
          }}
        />
      }
    >
      <View className="ec-line__note">{t('alerts.rulesText')}</View>
      {ruleGroups.map(({ title, fields }) => (
        <Section key={title} title={t(`alerts.rule.${title}`)}>
          {fields.map((name) => {
            const fault = faults.find(({ field }) => field === name)
            return (
              <Field
                key={name}
                label={t(`alerts.rule.${name}`)}
                kind="numeric"
                maxLength={5}
                value={value[name]}
                error={fault && describeFault(fault)}
                onChange={(text) => {
                  saving.clear()
                  draft.set({ ...value, [name]: text.trim() })
                }}
              />
            )
          })}
        </Section>
      ))}
      {saving.failure === undefined ? null : <ErrorState failure={saving.failure} subject={t('alerts.save')} />}
    </Screen>
  )
}

export const RulesForm = () => {
  const t = useTranslate()
  const rules = useFetch('scan-rules', () => call(endpoints.scanRules, {}))
  // Saved ones are other rules: the form begins anew with them.
  if (rules.data !== undefined) {
    return <Form key={JSON.stringify(rules.data)} rules={rules.data} onSaved={rules.reload} />
  }
  return (
    <Screen title={t('alerts.rules')}>
      <ForRoles roles={['trader', 'administrator']}>
        <Loaded from={rules} subject={t('alerts.rules')}>
          {() => null}
        </Loaded>
      </ForRoles>
    </Screen>
  )
}
