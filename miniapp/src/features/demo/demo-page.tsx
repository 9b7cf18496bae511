// What the seeded demo offers: codes to scan, accounts to use, and what to try with them.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DemoView } from '@ectrace/shared/api/views'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { pageOrigin } from '../../platform/device'
import { goTo } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Loaded } from '../../ui/loaded'
import { QrCode } from '../../ui/qr-code'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { DemoAccounts } from './demo-accounts'
import './demo.scss'

type Code = DemoView['codes'][number]

const DemoCode = ({ code: { kind, path } }: { code: Code }) => {
  const t = useTranslate()
  const link = pageOrigin() + path
  return (
    <Section title={t(`demo.${kind}`)}>
      <View className={`ec-demo-code ec-demo-code--${kind}`}>
        <View className="ec-demo-code__text">{t(`demo.${kind}.text`)}</View>
        <QrCode text={link} />
        <Button
          wide
          icon="link"
          text={t('demo.open')}
          label={`${t('demo.open')} ${t(`demo.${kind}`)}`}
          onPress={() => {
            goTo('trace', { c: path })
          }}
        />
      </View>
    </Section>
  )
}

/** What needs no login first. */
const order: readonly Code['kind'][] = ['item', 'forged', 'trade_accept', 'trade_refuse']

const DemoContent = ({ demo }: { demo: DemoView }) => {
  const t = useTranslate()
  const codes = order.flatMap((kind) => demo.codes.filter((code) => code.kind === kind))
  return (
    <>
      <View className="ec-demo-lead">{t('demo.lead')}</View>
      {codes.map((code) => (
        <DemoCode key={code.path} code={code} />
      ))}
      <DemoAccounts accounts={demo.accounts} />
    </>
  )
}

export const DemoPage = () => {
  const t = useTranslate()
  const demo = useFetch('demo', () => call(endpoints.demo, {}))
  const absent = demo.failure?.code === 'NOT_FOUND'
  return (
    <Screen title={t('demo.title')}>
      {absent ? (
        <EmptyState icon="qr" title={t('demo.none')} text={t('demo.noneText')} />
      ) : (
        <Loaded from={demo} subject={t('demo.title')} lines={8}>
          {(data) => <DemoContent demo={data} />}
        </Loaded>
      )}
    </Screen>
  )
}
