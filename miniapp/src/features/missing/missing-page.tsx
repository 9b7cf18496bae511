// Says that an address leads nowhere, and where to go on.
import { View } from '@tarojs/components'
import { useTranslate } from '../../i18n/translate'
import { goTo, restartAt, useParameters } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Screen } from '../../ui/screen'

export const MissingPage = () => {
  const t = useTranslate()
  const { path } = useParameters()
  return (
    <Screen title={t('missing.title')}>
      <EmptyState icon="search" title={t('missing.title')} text={t('missing.text')}>
        {path === undefined ? null : <View className="ec-mono">{path.slice(0, 200)}</View>}
        <Button
          kind="main"
          icon="scan"
          text={t('missing.scan')}
          onPress={() => {
            goTo('scan')
          }}
        />
        <Button
          kind="quiet"
          icon="home"
          text={t('common.home')}
          onPress={() => {
            restartAt('index')
          }}
        />
      </EmptyState>
    </Screen>
  )
}
