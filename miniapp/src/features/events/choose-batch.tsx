// Which batch an event is about: scan any code of it, or choose one of our own.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView } from '@ectrace/shared/api/views'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { useSubmit } from '../../api/use-submit'
import { useTranslate } from '../../i18n/translate'
import { playCue, unlockCues } from '../../platform/cue'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ErrorState } from '../../ui/error-state'
import { Loaded } from '../../ui/loaded'
import { Notice } from '../../ui/notice'
import { Row } from '../../ui/row'
import { ScanPanel } from '../../ui/scan-panel'
import { Section } from '../../ui/section'
import { useState } from 'react'
import { findBatch } from './find-batch'

type Props = { onBatch: (batch: BatchView) => void }

const Scan = ({ onBatch }: Props) => {
  const t = useTranslate()
  const [trade, setTrade] = useState(false)
  const finding = useSubmit(async (text: string, typed: boolean) => {
    try {
      const batch = await findBatch(text, typed)
      playCue('hit')
      onBatch(batch)
    } catch (cause) {
      playCue('miss')
      throw cause
    }
  })
  return (
    <View className="ec-events-scan">
      <ScanPanel
        low
        active={!finding.busy}
        onText={(text, source) => {
          setTrade(/\/s\/t\//.test(text))
          if (!/\/s\/t\//.test(text)) finding.run(text, source === 'typed')
        }}
      />
      {trade ? <Notice tone="caution" title={t('events.notGoods')} /> : null}
      {finding.failure === undefined ? null : <ErrorState failure={finding.failure} subject={t('events.scan')} />}
    </View>
  )
}

const Own = ({ onBatch }: Props) => {
  const t = useTranslate()
  const batches = useFetch('batches', async () => (await call(endpoints.batches, { query: { limit: 200 } })).items)
  return (
    <Loaded from={batches} subject={t('events.own')}>
      {(items) => (
        <Section title={t('events.own')} flush>
          {items.length === 0 ? <EmptyState icon="box" title={t('events.noOwn')} /> : null}
          {items.map((batch) => (
            <Row
              key={batch.id}
              icon="box"
              title={batch.product.name}
              note={batch.lot}
              onPress={() => {
                onBatch(batch)
              }}
            />
          ))}
        </Section>
      )}
    </Loaded>
  )
}

export const ChooseBatch = ({ onBatch }: Props) => {
  const t = useTranslate()
  const [scanning, setScanning] = useState(false)
  return (
    <>
      <Section title={t('events.which')}>
        {scanning ? (
          <Scan onBatch={onBatch} />
        ) : (
          <Button
            kind="main"
            icon="scan"
            text={t('events.scan')}
            onPress={() => {
              unlockCues()
              setScanning(true)
            }}
          />
        )}
      </Section>
      <Own onBatch={onBatch} />
    </>
  )
}
