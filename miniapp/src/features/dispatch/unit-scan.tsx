// Scanning items into a load, one after another: each with its own colour, sound and word.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { useTranslate, type Translate } from '../../i18n/translate'
import { playCue } from '../../platform/cue'
import { announce } from '../../ui/announce'
import { Notice } from '../../ui/notice'
import { ScanPanel } from '../../ui/scan-panel'
import type { Tone } from '../../ui/tone'
import { scanUnit, type ScannedUnit } from './scan-unit'

type Props = {
  batchPath: string
  chosen: readonly string[]
  taken: ReadonlySet<string>
  need: number
  onChange: (units: string[]) => void
}

const tones: Record<ScannedUnit['kind'], Tone> = {
  added: 'good',
  duplicate: 'caution',
  full: 'caution',
  other: 'bad',
  wrong: 'bad',
}

const sentenceOf = (found: ScannedUnit, need: number, t: Translate): string => {
  if (found.kind === 'added' || found.kind === 'duplicate') {
    return t(`dispatch.scan.${found.kind}`, { serial: found.path.slice(-6) })
  }
  return found.kind === 'full' ? t('dispatch.scan.full', { count: need }) : t(`dispatch.scan.${found.kind}`)
}

const cues = { good: 'hit', caution: 'duplicate', bad: 'miss' } as const

export const UnitScan = ({ batchPath, chosen, taken, need, onChange }: Props) => {
  const t = useTranslate()
  const [found, setFound] = useState<ScannedUnit | undefined>(undefined)
  const take = (text: string, typed: boolean): void => {
    const next = scanUnit(text, typed, { batchPath, chosen, taken, need })
    const tone = tones[next.kind]
    playCue(tone === 'good' || tone === 'bad' ? cues[tone] : cues.caution)
    announce(sentenceOf(next, need, t))
    setFound(next)
    if (next.kind === 'added') onChange([...chosen, next.path])
  }
  return (
    <View className="ec-dispatch-scan">
      <ScanPanel
        low
        onText={(text, source) => {
          take(text, source === 'typed')
        }}
      />
      {found === undefined ? null : <Notice tone={tones[found.kind]} title={sentenceOf(found, need, t)} />}
    </View>
  )
}
