// The code of a trade: to show, to hand on, to print; the supplier has it in sight, the buyer reads it from the delivery note.
import type { TradeView } from '@ectrace/shared/api/views'
import { useTranslate } from '../../i18n/translate'
import { pageOrigin } from '../../platform/device'
import { canPrint, printPage } from '../../platform/print-page'
import { sharePicture } from '../../platform/share-picture'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { Fold } from '../../ui/fold'
import { QrCode } from '../../ui/qr-code'
import { qrPng } from '../../ui/qr-png'
import { Section } from '../../ui/section'
import { showToast } from '../../ui/toast'
import type { Side } from './trade-actions'

const Code = ({ trade }: { trade: TradeView }) => {
  const t = useTranslate()
  const { no, path } = trade
  const link = `${pageOrigin()}${path}`
  const share = async (): Promise<void> => {
    const done = await sharePicture(`trade-${no}.png`, qrPng(link))
    if (done === 'saved') showToast(t('trade.shareSaved'), 'good')
    if (done === 'refused') showToast(t('trade.shareRefused'), 'caution')
  }
  return (
    <>
      <QrCode text={link} caption={no} />
      <Button wide icon="link" text={t('trade.share')} onPress={() => void share()} />
      <CopyButton text={link} word={t('trade.copyLink')} />
      {canPrint ? <Button kind="quiet" icon="save" text={t('trade.print')} onPress={printPage} /> : null}
    </>
  )
}

export const TradeCode = ({ trade, side }: { trade: TradeView; side: Side }) => {
  const t = useTranslate()
  if (side === 'supplier') {
    return (
      <Section title={t('trade.code')}>
        <Code trade={trade} />
      </Section>
    )
  }
  return (
    <Section>
      <Fold title={t('trade.code')} icon="qr">
        <Code trade={trade} />
      </Fold>
    </Section>
  )
}
