// The paper that travels with the goods: a PDF in the reader's language, once they are dispatched.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import { View } from '@tarojs/components'
import { callFile } from '../../api/call'
import { useDownload } from '../../api/use-download'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { DownloadBar } from '../../ui/download-bar'
import { Section } from '../../ui/section'

export const DeliveryNote = ({ trade: { no, dispatch, blind } }: { trade: TradeView }) => {
  const t = useTranslate()
  const language = useLanguage()
  const note = useDownload(
    () => `delivery-note-${no}.pdf`,
    (progress) => callFile(endpoints.deliveryNote, { params: { no }, query: { language } }, progress),
  )
  // Its quantities are not for who counts blind.
  if (dispatch === undefined || blind !== undefined) return null
  return (
    <Section title={t('trade.paper')}>
      <View className="ec-line__note">{t('trade.paperText')}</View>
      <DownloadBar of={note} kind="plain" text={t('trade.paperGet')} />
    </Section>
  )
}
