// Loading and sending an agreed trade.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView, TradeView } from '@ectrace/shared/api/views'
import type { ApiFailure } from '../../api/api-failure'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { useTranslate } from '../../i18n/translate'
import { hasPage, replaceWith } from '../../platform/navigation'
import { readStored } from '../../platform/storage'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { FormScreen } from '../../ui/form-screen'
import { MomentField } from '../../ui/moment-field'
import { momentOf } from '../../ui/moment'
import { Notice } from '../../ui/notice'
import { PlacePicker } from '../../ui/place-picker'
import { Section } from '../../ui/section'
import { AgreedLine } from './agreed-line'
import { checkDispatch, dispatchBody, firstDispatch, readDispatch } from './dispatch-draft'
import { LoadCheckSection } from './load-check'
import { LoadScan } from './load-scan'
import { takeOff } from './load-unit'
import { withOnward } from './onward-load'
import { useLoadCheck } from './use-load-check'

type Props = { trade: TradeView; batches: readonly BatchView[]; own: string }

const tradePage = 'trade'

/** The agreed line whose sum the server refused. */
const unbalancedLine = (failure: ApiFailure | undefined): unknown =>
  failure?.code === 'QUANTITY_NOT_BALANCED' ? failure.details['line'] : undefined

export const DispatchForm = ({ trade, batches, own }: Props) => {
  const t = useTranslate()
  const { no, lines, buyer } = trade
  const name = `dispatch:${no}`
  const form = useActForm({
    form: name,
    initial: withOnward(firstDispatch(lines, momentOf(new Date())), readStored(`onward:${no}`)),
    read: readDispatch,
    check: (draft) => checkDispatch(draft, lines),
    send: (draft, key) =>
      call(endpoints.dispatchTrade, { params: { no }, body: dispatchBody(draft), form: key, deadline: 60_000 }),
  })
  const { value, set, error } = form
  const refused = unbalancedLine(form.failure)
  const check = useLoadCheck(trade, value)
  const differs = check.data?.agreed === false
  return (
    <FormScreen
      title={t('dispatch.title')}
      form={form}
      name={name}
      act={t('dispatch.act')}
      done={t('dispatch.done')}
      disabled={differs}
      note={differs ? t('dispatch.checkBad', { count: check.data?.differences.length ?? 0 }) : undefined}
      next={() => (
        <>
          <Notice tone="act" title={t('dispatch.doneText')} />
          {hasPage(tradePage) ? (
            <Button
              kind="main"
              text={t('dispatch.openTrade')}
              onPress={() => {
                replaceWith(tradePage, { no })
              }}
            />
          ) : null}
        </>
      )}
    >
      <Section title={t('dispatch.to', { buyer: buyer.name })}>
        <PlacePicker
          label={t('dispatch.from')}
          hint={t('dispatch.fromHint')}
          value={value.place}
          error={error('place')}
          onChange={(place) => {
            set({ place })
          }}
        />
        <MomentField
          label={t('dispatch.time')}
          value={value.at}
          error={error('dispatchedAt')}
          onChange={(at) => {
            set({ at })
          }}
        />
      </Section>
      <LoadScan
        trade={trade}
        batches={batches}
        loads={value.loads}
        onLoads={(loads) => {
          set({ loads })
        }}
      />
      {lines.map((agreed) => (
        <AgreedLine
          key={agreed.line}
          agreed={agreed}
          draft={value}
          batches={batches}
          own={own}
          unbalanced={refused === agreed.line ? error('lines') : undefined}
          error={error}
          onLoads={(loads) => {
            set({ loads })
          }}
        />
      ))}
      <Section>
        <Field
          label={t('dispatch.vehicle')}
          hint={t('dispatch.vehicleHint')}
          optional
          value={value.vehicle}
          error={error('vehicle')}
          maxLength={200}
          onChange={(vehicle) => {
            set({ vehicle })
          }}
        />
        <Field
          label={t('dispatch.temperature')}
          optional
          unit="°C"
          value={value.temperature}
          error={error('temperature')}
          maxLength={6}
          onChange={(temperature) => {
            set({ temperature: temperature.trim().replace('−', '-') })
          }}
        />
      </Section>
      <LoadCheckSection
        trade={trade}
        batches={batches}
        check={check}
        onTakeOff={(paths) => {
          set({ loads: takeOff(value.loads, paths) })
        }}
      />
    </FormScreen>
  )
}
