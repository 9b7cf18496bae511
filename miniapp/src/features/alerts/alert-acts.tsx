// What a brand does about an unusual code: freezes that one code, and says what it was.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { CodeDetail } from '@ectrace/shared/api/code-views'
import type { ScanAlertView } from '@ectrace/shared/api/scan-views'
import type { Recorded } from '@ectrace/shared/api/views'
import { useState } from 'react'
import { call } from '../../api/call'
import { useSubmit } from '../../api/use-submit'
import { useTranslate } from '../../i18n/translate'
import { textsLike } from '../../state/read-draft'
import { useDraft } from '../../state/use-draft'
import { Button } from '../../ui/button'
import { Choice } from '../../ui/choice'
import { ErrorState } from '../../ui/error-state'
import { Field } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { Outcome } from '../../ui/outcome'

const outcomes = ['copied', 'harmless', 'unclear'] as const
const nothingSaid = { outcome: '', note: '' }

const formOf = ({ path }: ScanAlertView): string => `freeze:${path}`

const freeze = async (alert: ScanAlertView): Promise<Recorded> => {
  const code: CodeDetail = await call(endpoints.code, { query: { c: alert.path } })
  const { batch, set, index } = code
  return call(endpoints.changeCodes, {
    params: { id: batch },
    body: { act: 'freeze', set, from: index, to: index, reason: 'suspected_copy', note: '' },
    form: formOf(alert),
  })
}

const Freeze = ({ alert }: { alert: ScanAlertView }) => {
  const t = useTranslate()
  const [sure, setSure] = useState(false)
  const [frozen, setFrozen] = useState<Recorded | undefined>(undefined)
  const freezing = useSubmit(async () => {
    setFrozen(await freeze(alert))
  })
  if (frozen !== undefined) {
    return (
      <Outcome
        recorded={frozen}
        form={formOf(alert)}
        done={t('alerts.frozen')}
        onRetry={() => {
          setFrozen(undefined)
        }}
      />
    )
  }
  return (
    <>
      {sure ? (
        <Notice tone="bad" title={t('alerts.sure')}>
          {t('alerts.sureText')}
        </Notice>
      ) : null}
      <Button
        wide
        kind={sure ? 'danger' : 'plain'}
        icon="lock"
        text={t(sure ? 'alerts.freezeSure' : 'alerts.freeze')}
        busy={freezing.busy}
        onPress={() => {
          if (sure) freezing.run()
          else setSure(true)
        }}
      />
      {freezing.failure === undefined ? null : <ErrorState failure={freezing.failure} subject={t('alerts.freeze')} />}
    </>
  )
}

const Close = ({ alert, onDone }: { alert: ScanAlertView; onDone: () => void }) => {
  const t = useTranslate()
  const draft = useDraft(`alert:${String(alert.id)}`, nothingSaid, textsLike(nothingSaid))
  const { note } = draft.value
  const outcome = outcomes.find((each) => each === draft.value.outcome)
  const say = (patch: Partial<typeof nothingSaid>): void => {
    draft.set({ ...draft.value, ...patch })
  }
  const closing = useSubmit(async () => {
    if (outcome === undefined) return
    const body = { outcome, note: note.trim() }
    await call(endpoints.closeScanAlert, { params: { id: String(alert.id) }, body })
    draft.clear()
    onDone()
  })
  return (
    <>
      <Choice
        label={t('alerts.outcome')}
        options={outcomes.map((each) => ({ value: each, text: t(`alerts.outcome.${each}`) }))}
        value={outcome}
        onChange={(picked) => {
          say({ outcome: picked })
        }}
      />
      {outcome === undefined ? null : (
        <>
          <Field
            label={t('alerts.note')}
            optional
            lines={2}
            maxLength={2_000}
            value={note}
            onChange={(text) => {
              say({ note: text })
            }}
          />
          <Button kind="main" text={t('alerts.close')} busy={closing.busy} onPress={closing.run} />
        </>
      )}
      {closing.failure === undefined ? null : <ErrorState failure={closing.failure} subject={t('alerts.close')} />}
    </>
  )
}

export const AlertActs = ({ alert, onDone }: { alert: ScanAlertView; onDone: () => void }) => (
  <View className="ec-alerts-acts">
    <Freeze alert={alert} />
    <Close alert={alert} onDone={onDone} />
  </View>
)
