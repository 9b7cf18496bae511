// The report was taken: its number, large, to be copied and kept.
import { View } from '@tarojs/components'
import type { ReportStatus } from '@ectrace/shared/api/scan-views'
import { useTranslate } from '../../i18n/translate'
import { replaceWith, restartAt } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { Verdict } from '../../ui/verdict'

export const Receipt = ({ status, kept }: { status: ReportStatus; kept: boolean }) => {
  const t = useTranslate()
  return (
    <Screen title={t('report.title')}>
      <Verdict tone="good" sentence={t('report.sent')} reason={t('report.sentText')} />
      <Section title={t('report.receipt')}>
        <View className="ec-report-number">{status.receipt}</View>
        <View className="ec-line__note">{t(kept ? 'report.kept' : 'report.notKept')}</View>
        <CopyButton text={status.receipt} word={t('report.copy')} />
      </Section>
      <Button
        wide
        icon="list"
        text={t('report.mine')}
        onPress={() => {
          replaceWith('report')
        }}
      />
      <Button
        wide
        kind="quiet"
        icon="home"
        text={t('common.home')}
        onPress={() => {
          restartAt('index')
        }}
      />
    </Screen>
  )
}
