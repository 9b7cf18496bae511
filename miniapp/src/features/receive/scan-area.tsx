// Continuous scanning: camera, a flood of colour for each result, the last three scans and the way back.
import { View } from '@tarojs/components'
import { useRef } from 'react'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Icon } from '../../ui/icon'
import { ScanPanel } from '../../ui/scan-panel'
import { Tabs } from '../../ui/tabs'
import type { CountState, Recent } from './count'
import { lookOf, tailOf, wordsOf } from './scan-words'
import type { Scanning } from './use-scanning'

type Props = {
  state: CountState
  scanning: Scanning
  rejected: boolean
  onRejected: (rejected: boolean) => void
  onClose: () => void
}

const shownScans = 3

const Flood = ({ scan }: { scan: Recent }) => {
  const t = useTranslate()
  const language = useLanguage()
  const { tone, icon } = lookOf(scan.verdict)
  return (
    <View className={`ec-receive-flood ec-flood--${tone}`} {...{ ariaHidden: true }} aria-hidden>
      <Icon name={icon} size="large" />
      <View className="ec-receive-flood__words">{wordsOf(scan, t, language)}</View>
    </View>
  )
}

const Scan = ({ scan, latest }: { scan: Recent; latest: boolean }) => {
  const t = useTranslate()
  const language = useLanguage()
  const { tone, icon } = lookOf(scan.verdict)
  return (
    <View
      className={`ec-receive-scan ec-receive-scan--${scan.verdict} ec-tone--${tone}${latest ? ' ec-receive-scan--latest' : ''}`}
      {...{ role: 'listitem' }}
    >
      <Icon name={icon} size="small" />
      <View className="ec-receive-scan__words">{wordsOf(scan, t, language)}</View>
      <View className="ec-receive-scan__code">{tailOf(scan.path)}</View>
    </View>
  )
}

const Recents = ({ state, onUndo }: { state: CountState; onUndo: () => void }) => {
  const t = useTranslate()
  return (
    <View className="ec-receive-recent">
      <View className="ec-receive-recent__list" {...{ role: 'list', ariaLabel: t('receive.recent') }}>
        {state.recent.length === 0 ? (
          <View className="ec-receive-recent__none">{t('receive.recentNone')}</View>
        ) : (
          state.recent
            .slice(0, shownScans)
            .map((scan, index) => <Scan key={scan.id} scan={scan} latest={index === 0} />)
        )}
      </View>
      <Button
        icon="undo"
        text={t('receive.undo')}
        label={t('receive.undoLabel')}
        disabled={state.units.length === 0}
        onPress={onUndo}
      />
    </View>
  )
}

export const ScanArea = ({ state, scanning, rejected, onRejected, onClose }: Props) => {
  const t = useTranslate()
  const last = state.recent[0]
  // What was scanned before the camera opened is in the list; it is not flashed again.
  const before = useRef(last?.id ?? 0)
  return (
    <View className="ec-receive-scanning">
      <ScanPanel low onText={scanning.take}>
        {last === undefined || last.id <= before.current ? null : <Flood key={last.id} scan={last} />}
      </ScanPanel>
      <View className="ec-receive-scanning__body">
        <Tabs
          label={t('receive.mode')}
          value={rejected ? 'rejected' : 'accepted'}
          tabs={[
            { value: 'accepted', text: t('receive.mode.accepted') },
            { value: 'rejected', text: t('receive.mode.rejected') },
          ]}
          onChange={(mode) => {
            onRejected(mode === 'rejected')
          }}
        />
        <Recents state={state} onUndo={scanning.undo} />
        <Button kind="quiet" icon="down" text={t('receive.closeCamera')} onPress={onClose} />
      </View>
    </View>
  )
}
