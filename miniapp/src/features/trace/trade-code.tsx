// A trade's code for those who are no party of it: what it is, and how its parties come to it.
import { View } from '@tarojs/components'
import { useSession } from '../../api/session'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ScanAgain } from './wrong-code'

export const TradeCode = ({ no }: { no: string }) => {
  const t = useTranslate()
  if (useSession() !== undefined)
    return (
      <EmptyState icon="trade" title={t('opening.notYours')} text={t('opening.notYoursText')}>
        <View className="ec-mono">{t('trace.tradeNo', { no })}</View>
        <ScanAgain />
      </EmptyState>
    )
  return (
    <EmptyState icon="trade" title={t('trace.trade')} text={t('trace.tradeText')}>
      <View className="ec-mono">{t('trace.tradeNo', { no })}</View>
      <Button
        kind="main"
        icon="user"
        text={t('trace.tradeLogin')}
        onPress={() => {
          goTo('login')
        }}
      />
    </EmptyState>
  )
}
