// Counting: the camera on demand, then one card for each expected line.
import { View } from '@tarojs/components'
import { useState } from 'react'
import type { TradeView } from '@ectrace/shared/api/views'
import { rowsOfTrade } from '@ectrace/shared/counting/queue'
import type { QueueRow } from '@ectrace/shared/counting/queue'
import type { ShownExpectation } from '@ectrace/shared/matching/receipt-types'
import type { Opened } from '../../api/deliveries'
import { shorten } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { unlockCues } from '../../platform/cue'
import type { CountQueue } from '../../state/count-queue'
import { useObservable } from '../../state/observable'
import { Button } from '../../ui/button'
import { ConfirmBar } from '../../ui/confirm-bar'
import { DifferenceList, type Names } from '../../ui/difference-list'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { SessionMenu } from '../../ui/session-menu'
import { StatusTag } from '../../ui/status-tag'
import { UnsentStrip } from '../../ui/unsent-strip'
import { ConflictList } from './conflict-list'
import { DeliveryNotices } from './delivery-notices'
import { ExtraGoodsList } from './extra-goods-list'
import { LineCard } from './line-card'
import type { LineCodes } from './line-codes'
import type { CountState } from './count'
import type { LinePreview, Preview } from './preview'
import { ScanArea, type ShownState } from './scan-area'
import type { Counting } from './use-count'
import { useScanning } from './use-scanning'

type Props = {
  delivery: Opened
  expectation: ShownExpectation
  own: CountQueue
  counting: Counting
  preview: Preview
  codes: LineCodes
  names: Names
  onReview: () => void
}

/** Where counting is: the line of the newest scan that hit one, or the only line. */
const currentLine = ({ lines }: Preview, { recent }: CountState): LinePreview | undefined => {
  if (lines.length === 1) return lines[0]
  const last = recent.find(({ line }) => line !== undefined)?.line
  return lines.find(({ expected }) => expected.line === last)
}

const Head = ({ trade, preview }: { trade: TradeView; preview: Preview }) => {
  const t = useTranslate()
  const full = preview.lines.filter(({ status }) => status === 'full').length
  const { supplier } = trade
  return (
    <View className="ec-receive-head">
      <View className="ec-receive-head__row">
        <View className="ec-receive-head__from">{t('receive.from', { name: supplier.name })}</View>
        {supplier.level === 'verified' ? null : <StatusTag tone="caution" text={t('common.unverified')} />}
      </View>
      <View className="ec-receive-head__note">
        {preview.blind ? '' : `${t('receive.progress', { full, total: preview.lines.length })} · `}
        {t('receive.no', { no: shorten(trade.no) })}
      </View>
    </View>
  )
}

const Camera = ({ open, onOpen }: { open: boolean; onOpen: () => void }) => {
  const t = useTranslate()
  if (open) return null
  return (
    <Button
      wide
      icon="scan"
      text={t('receive.openCamera')}
      onPress={() => {
        unlockCues()
        onOpen()
      }}
    />
  )
}

const stateIn =
  (rows: readonly QueueRow[]) =>
  (path: string): ShownState | undefined => {
    const row = [...rows].reverse().find(({ operation }) => operation.kind === 'scan' && operation.unit === path)
    if (row === undefined) return undefined
    return row.state === 'on_phone' || row.state === 'sent' || row.state === 'on_chain' ? row.state : undefined
  }

/** How much of what this phone counted here the server has. */
const sentOf = (rows: readonly QueueRow[]): number => rows.filter(({ state }) => state === 'sent').length

export const CountStep = ({ delivery, expectation, own, counting, preview, codes, names, onReview }: Props) => {
  const t = useTranslate()
  const { trade } = delivery
  const { state, dispatch } = counting
  const rows = rowsOfTrade(useObservable(own.queue), trade.no)
  // Units that were named have to be scanned: then the camera is at hand at once.
  const [camera, setCamera] = useState(preview.lines.some(({ scanOnly }) => scanOnly))
  const [rejected, setRejected] = useState(false)
  const scanning = useScanning(expectation, codes, counting, rejected)
  return (
    <Screen
      title={t('receive.title')}
      action={<SessionMenu />}
      bare
      footer={
        <ConfirmBar
          text={t('receive.review')}
          disabled={preview.broken}
          note={preview.broken ? t('receive.fixNumbers') : undefined}
          onPress={onReview}
        >
          <Button
            icon="undo"
            text={t('receive.undo')}
            label={t('receive.undoLabel')}
            disabled={state.units.length === 0}
            onPress={scanning.undo}
          />
        </ConfirmBar>
      }
    >
      {camera ? (
        <ScanArea
          state={state}
          current={currentLine(preview, state)}
          names={names}
          take={scanning.take}
          rejected={rejected}
          onRejected={setRejected}
          onClose={() => {
            setCamera(false)
          }}
          stateOf={stateIn(rows)}
          sent={sentOf(rows)}
        />
      ) : null}
      <View className="ec-receive-body">
        <Head trade={trade} preview={preview} />
        {camera ? null : <UnsentStrip sent={sentOf(rows)} />}
        <ConflictList own={own} no={trade.no} />
        <DeliveryNotices delivery={delivery} state={state} />
        <Camera
          open={camera}
          onOpen={() => {
            setCamera(true)
          }}
        />
        {preview.general.length === 0 ? null : (
          <Section title={t('receive.general')}>
            <DifferenceList brief differences={preview.general} names={names} />
          </Section>
        )}
        <ExtraGoodsList state={state} dispatch={dispatch} />
        <Section flush>
          {preview.lines.map((line) => (
            <LineCard key={line.expected.line} line={line} state={state} names={names} dispatch={dispatch} />
          ))}
        </Section>
        <View className="ec-receive-hint">{t('receive.kept')}</View>
      </View>
    </Screen>
  )
}
