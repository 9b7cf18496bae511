// Item codes that have not gone out yet, each with its QR code; pressed, it fills the screen.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView } from '@ectrace/shared/api/views'
import { useState } from 'react'
import { call } from '../../api/call'
import { usePages } from '../../api/use-pages'
import { useTranslate } from '../../i18n/translate'
import { pageOrigin } from '../../platform/device'
import { goTo } from '../../platform/navigation'
import { Pressable } from '../../platform/pressable'
import { useReturn } from '../../platform/use-return'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { QrSheet } from '../../ui/qr-sheet'
import { qrSvg } from '../../ui/qr-svg'
import { Section } from '../../ui/section'
import { Picture } from '../../platform/picture'

/** Few enough to draw at once on a phone. */
const aPage = 24

const serialOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The end of a serial tells codes of one set apart; its start is the same for many. */
const shortSerial = (path: string): string => `…${serialOf(path).slice(-6)}`

export const CodeList = ({ batch }: { batch: BatchView }) => {
  const t = useTranslate()
  const [shown, setShown] = useState<string | undefined>(undefined)
  const codes = usePages(`codes:${batch.id}`, (after) =>
    call(endpoints.codes, { params: { id: batch.id }, query: { after, limit: aPage } }),
  )
  useReturn(codes.reload)
  const minted = batch.codes.reduce((total, { count }) => total + count, 0)
  const mint = (
    <Button
      kind="quiet"
      icon="plus"
      text={t('batch.mint')}
      onPress={() => {
        goTo('batch', { id: batch.id, view: 'mint' })
      }}
    />
  )
  return (
    <Section title={t('batch.codes')} aside={minted === 0 ? undefined : mint}>
      <Loaded from={codes} subject={t('batch.codes')}>
        {(items) => (
          <>
            {minted === 0 ? (
              <EmptyState icon="qr" title={t('batch.noCodes')} text={t('batch.codesText')}>
                {mint}
              </EmptyState>
            ) : (
              <View className="ec-line__note">
                {codes.total === 0 ? t('batch.noFree') : t('batch.minted', { count: minted, free: codes.total })}
              </View>
            )}
            <View className="ec-batch-codes">
              {items.map(({ path }) => (
                <Pressable
                  key={path}
                  className="ec-batch-code"
                  label={t('batch.item', { serial: shortSerial(path) })}
                  onPress={() => {
                    setShown(path)
                  }}
                >
                  <Picture
                    className="ec-batch-code__image"
                    src={qrSvg(`${pageOrigin()}${path}`)}
                    mode="aspectFit"
                    label=""
                  />
                  <View className="ec-batch-code__serial ec-mono">{shortSerial(path)}</View>
                </Pressable>
              ))}
            </View>
          </>
        )}
      </Loaded>
      <MoreButton of={codes} />
      {shown === undefined ? null : (
        <QrSheet
          title={t('batch.item', { serial: serialOf(shown) })}
          text={`${pageOrigin()}${shown}`}
          onClose={() => {
            setShown(undefined)
          }}
        />
      )}
    </Section>
  )
}
