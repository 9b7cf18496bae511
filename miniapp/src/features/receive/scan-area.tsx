// Continuous scanning: camera, a flood of colour for each result, the last three scans and the way back.
import { View } from '@tarojs/components'
import { useRef } from 'react'
import { formatQuantity } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import type { Names } from '../../ui/difference-list'
import { Icon } from '../../ui/icon'
import { ScanPanel } from '../../ui/scan-panel'
import { Tabs } from '../../ui/tabs'
import { UnsentStrip } from '../../ui/unsent-strip'
import type { CountState, Recent } from './count'
import { LineNumbers } from './line-numbers'
import { Outdated } from './outdated'
import type { LinePreview } from './preview'
import { lookOf, tailOf, wordsOf } from './scan-words'
import type { Scanning } from './use-scanning'

type Props = {
  state: CountState
  /** The line of the last scan, or the only one. */
  current: LinePreview | undefined
  /** Product id → name. */
  names: Names
  take: Scanning['take']
  rejected: boolean
  onRejected: (rejected: boolean) => void
  onClose: () => void
  /** How far the scan of a code has come. */
  stateOf: (path: string) => ShownState | undefined
  /** How much of what this phone counted here the server has. */
  sent: number
}

export type ShownState = 'on_phone' | 'sent' | 'on_chain'

const shownScans = 3

const Flood = ({ scan, current }: { scan: Recent; current: LinePreview | undefined }) => {
  const t = useTranslate()
  const language = useLanguage()
  const { tone, icon } = lookOf(scan.verdict)
  return (
    <View className={`ec-receive-flood ec-flood--${tone}`} {...{ ariaHidden: true }} aria-hidden>
      <Icon name={icon} size="large" />
      <View className="ec-receive-flood__words">{wordsOf(scan, t, language)}</View>
      {current?.expected.line === scan.line && current !== undefined ? (
        <View className="ec-receive-flood__count">
          {formatQuantity(current.accepted)}
          {current.expected.due === undefined ? '' : ` / ${formatQuantity(current.expected.due)}`}
        </View>
      ) : null}
    </View>
  )
}

const Scan = ({ scan, latest, how }: { scan: Recent; latest: boolean; how: ShownState | undefined }) => {
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
      {how === undefined ? null : <View className="ec-receive-scan__state">{t(`offline.state.${how}`)}</View>}
      <View className="ec-receive-scan__code">{tailOf(scan.path)}</View>
    </View>
  )
}

const Recents = ({ recent, stateOf }: Pick<CountState, 'recent'> & Pick<Props, 'stateOf'>) => {
  const t = useTranslate()
  if (recent.length === 0) return <View className="ec-receive-recent__none">{t('receive.recentNone')}</View>
  return (
    <View className="ec-receive-recent" {...{ role: 'list', ariaLabel: t('receive.recent') }}>
      {recent.slice(0, shownScans).map((scan, index) => (
        <Scan key={scan.id} scan={scan} latest={index === 0} how={stateOf(scan.path)} />
      ))}
    </View>
  )
}

const Current = ({ line, names }: { line: LinePreview; names: Names }) => {
  const { line: n, product } = line.expected
  return (
    <View className="ec-receive-current">
      <View className="ec-receive-current__name">
        {n}. {names.get(product) ?? product}
      </View>
      <LineNumbers line={line} />
      <Outdated line={line} />
    </View>
  )
}

export const ScanArea = ({ state, current, names, take, rejected, onRejected, onClose, stateOf, sent }: Props) => {
  const t = useTranslate()
  const last = state.recent[0]
  // What was scanned before the camera opened is in the list; it is not flashed again.
  const before = useRef(last?.id ?? 0)
  return (
    <View className="ec-receive-scanning">
      <ScanPanel low onText={take}>
        {last === undefined || last.id <= before.current ? null : <Flood key={last.id} scan={last} current={current} />}
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
        <UnsentStrip sent={sent} />
        <Recents recent={state.recent} stateOf={stateOf} />
        {current === undefined ? null : <Current line={current} names={names} />}
        <View className="ec-receive-tools">
          <Button wide kind="quiet" icon="down" text={t('receive.closeCamera')} onPress={onClose} />
        </View>
      </View>
    </View>
  )
}
