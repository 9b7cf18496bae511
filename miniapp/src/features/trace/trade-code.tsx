// A trade's code on the trace page: its parties go on to the trade, all others learn what it is.
import { View } from '@tarojs/components'
import { useEffect } from 'react'
import { useSession } from '../../api/session'
import { useTranslate } from '../../i18n/translate'
import { goTo, hasPage, replaceWith } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Skeleton } from '../../ui/skeleton'

export const TradeCode = ({ no }: { no: string }) => {
  const t = useTranslate()
  const session = useSession()
  const page = session?.me.roles.includes('warehouse') === true ? 'receive' : 'trade'
  const goes = session !== undefined && hasPage(page)
  useEffect(() => {
    if (goes && hasPage(page)) replaceWith(page, { no })
  }, [goes, page, no])
  if (goes) return <Skeleton lines={4} />
  const login = 'login'
  return (
    <EmptyState icon="trade" title={t('trace.trade')} text={t('trace.tradeText')}>
      <View className="ec-mono">{t('trace.tradeNo', { no })}</View>
      {session === undefined && hasPage(login) ? (
        <Button
          kind="main"
          icon="user"
          text={t('trace.tradeLogin')}
          onPress={() => {
            goTo(login)
          }}
        />
      ) : null}
    </EmptyState>
  )
}
