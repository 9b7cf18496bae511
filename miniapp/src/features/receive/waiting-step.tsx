// Confirmed without a signal: it is on this phone, behind everything that was counted, and goes by itself.
import { View } from '@tarojs/components'
import { useTranslate } from '../../i18n/translate'
import { hasPage, replaceWith } from '../../platform/navigation'
import { ConfirmBar } from '../../ui/confirm-bar'
import { Screen } from '../../ui/screen'
import { SessionMenu } from '../../ui/session-menu'
import { UnsentStrip } from '../../ui/unsent-strip'
import { Verdict } from '../../ui/verdict'

const next = (): void => {
  const page = 'trades'
  if (hasPage(page)) replaceWith(page)
}

export const WaitingStep = () => {
  const t = useTranslate()
  return (
    <Screen
      title={t('receive.resultTitle')}
      action={<SessionMenu />}
      footer={<ConfirmBar text={t('receive.next')} onPress={next} />}
    >
      <View className="ec-receive-waiting">
        <Verdict tone="wait" sentence={t('offline.waiting')} reason={t('offline.waitingText')} />
      </View>
      <UnsentStrip />
    </Screen>
  )
}
