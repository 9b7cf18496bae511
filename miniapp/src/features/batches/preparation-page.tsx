// A set of codes that is being made: how far it is, giving it up, and bringing it on chain when it is ready.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { CodePreparation } from '@ectrace/shared/api/code-views'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { useFetch, type Fetched } from '../../api/use-fetch'
import { usePolling } from '../../api/use-polling'
import { useSubmit } from '../../api/use-submit'
import { formatQuantity } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { replaceWith } from '../../platform/navigation'
import { textsLike } from '../../state/read-draft'
import { Button } from '../../ui/button'
import { ErrorState } from '../../ui/error-state'
import { FormScreen } from '../../ui/form-screen'
import { Loaded } from '../../ui/loaded'
import { Notice } from '../../ui/notice'
import { Progress } from '../../ui/progress'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { ActivationChoice, activationBody } from './activation-choice'

const nothing = { activation: 'now' }

const ToBatch = ({ id }: { id: string }) => {
  const t = useTranslate()
  return (
    <Button
      kind="main"
      text={t('batch.seeCodes')}
      onPress={() => {
        replaceWith('batch', { id })
      }}
    />
  )
}

const Bring = ({ batch, preparation }: { batch: string; preparation: CodePreparation }) => {
  const t = useTranslate()
  const { id, count } = preparation
  const name = `mint-prepared:${id}`
  const form = useActForm({
    form: name,
    initial: nothing,
    read: textsLike(nothing),
    check: () => [],
    send: ({ activation }, key) =>
      call(endpoints.mintCodes, {
        params: { id: batch },
        body: { prepared: id, ...activationBody(activation) },
        form: key,
        deadline: 60_000,
      }),
  })
  return (
    <FormScreen
      title={t('codes.preparation')}
      form={form}
      name={name}
      act={t('codes.bring')}
      done={t('batch.mintDone', { count: formatQuantity(String(count)) })}
      next={() => <ToBatch id={batch} />}
    >
      <Notice tone="good" title={t('codes.ready', { n: formatQuantity(String(count)) })}>
        {t('codes.readyText')}
      </Notice>
      <Section>
        <ActivationChoice
          value={form.value.activation}
          onChange={(activation) => {
            form.set({ activation })
          }}
        />
      </Section>
    </FormScreen>
  )
}

const Working = ({ preparation, reload }: { preparation: CodePreparation; reload: () => void }) => {
  const t = useTranslate()
  const { id, done, count } = preparation
  const cancelling = useSubmit(async () => {
    await call(endpoints.cancelPreparation, { params: { id }, body: {} })
    reload()
  })
  return (
    <Section title={t('codes.preparing')}>
      <Progress
        label={t('codes.preparing')}
        done={done}
        total={count}
        words={`${formatQuantity(String(done))} / ${formatQuantity(String(count))}`}
      />
      <View className="ec-line__note">{t('codes.preparingText')}</View>
      <Button wide text={t('codes.cancel')} busy={cancelling.busy} onPress={cancelling.run} />
      {cancelling.failure === undefined ? null : <ErrorState failure={cancelling.failure} />}
    </Section>
  )
}

const State = ({ batch, preparation, reload }: { batch: string; preparation: CodePreparation; reload: () => void }) => {
  const t = useTranslate()
  switch (preparation.state) {
    case 'preparing':
      return <Working preparation={preparation} reload={reload} />
    case 'minted':
      return (
        <>
          <Notice tone="good" title={t('codes.minted')} />
          <ToBatch id={batch} />
        </>
      )
    case 'cancelled':
      return <Notice tone="wait" title={t('codes.cancelled')} />
    default:
      return (
        <Notice tone="bad" title={t('codes.failed')}>
          {t('codes.failedText')}
        </Notice>
      )
  }
}

const isWorking = ({ state }: CodePreparation): boolean => state === 'preparing'

export const PreparationPage = ({ batch, id }: { batch: string; id: string }) => {
  const t = useTranslate()
  const preparation: Fetched<CodePreparation> = useFetch(`preparation:${id}`, () =>
    call(endpoints.codePreparation, { params: { id } }),
  )
  usePolling(preparation, isWorking)
  if (preparation.data?.state === 'ready') return <Bring batch={batch} preparation={preparation.data} />
  return (
    <Screen title={t('codes.preparation')}>
      <Loaded from={preparation} subject={t('codes.preparation')}>
        {(data) => <State batch={batch} preparation={data} reload={preparation.reload} />}
      </Loaded>
    </Screen>
  )
}
