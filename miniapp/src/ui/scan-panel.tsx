// Camera, light, picture, typing, and a way on when there is no camera: everything that reads a code.
import { View } from '@tarojs/components'
import { useDidHide, useDidShow } from '@tarojs/taro'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslate } from '../i18n/translate'
import { playCue, unlockCues } from '../platform/cue'
import { Pressable } from '../platform/pressable'
import { scanPicture } from '../platform/scan-picture'
import { ScannerView } from '../platform/scanner-view'
import type { ScannerReport } from '../platform/ports'
import { announce } from './announce'
import { Icon, type IconName } from './icon'
import { ScanBlocked } from './scan-blocked'
import { ScanTyped } from './scan-typed'

/** How a text came in: typed text may be full-width or lower-case and is the caller's to normalize. */
export type ScanSource = 'camera' | 'picture' | 'typed'

type Props = {
  /** Each code once while it stays in sight. The caller plays the cue that fits its verdict. */
  onText: (text: string, source: ScanSource) => void
  /** What is wrong with a typed text, in words; undefined when it can be sent. */
  explain?: (text: string) => string | undefined
  /** Opens the field for typing at once. */
  typing?: boolean
  /** false: the camera rests, for instance while a verdict is read. */
  active?: boolean
  /** Lower than usual, for pages that show a count below it. */
  low?: boolean
  /** A verdict over the picture. */
  children?: ReactNode
}

/** The camera rests after this many milliseconds without a code: batteries. */
const restAfter = 45_000

type PictureState = 'none' | 'reading' | 'nothing'

const Tool = ({ icon, text, on, onPress }: { icon: IconName; text: string; on?: boolean; onPress: () => void }) => (
  <Pressable className={`ec-scan__tool${on === true ? ' ec-scan__tool--on' : ''}`} onPress={onPress}>
    <Icon name={icon} />
    <View className="ec-scan__tool-text">{text}</View>
  </Pressable>
)

export const ScanPanel = ({ onText, explain, typing = false, active = true, low = false, children }: Props) => {
  const t = useTranslate()
  const [report, setReport] = useState<ScannerReport>({ state: 'starting', torch: false })
  const [light, setLight] = useState(false)
  const [typed, setTyped] = useState(typing)
  const [picture, setPicture] = useState<PictureState>('none')
  const [shown, setShown] = useState(true)
  const [resting, setResting] = useState(false)
  const [round, setRound] = useState(0)
  useDidShow(() => {
    setShown(true)
  })
  useDidHide(() => {
    setShown(false)
  })
  const running = active && shown && !resting
  const blocked = report.state !== 'starting' && report.state !== 'scanning' ? report.state : undefined

  useEffect(() => {
    if (!running) return undefined
    const timer = setTimeout(() => {
      setResting(true)
    }, restAfter)
    return () => {
      clearTimeout(timer)
    }
  }, [running, round])

  const found = (text: string, source: ScanSource): void => {
    setRound((before) => before + 1)
    onText(text, source)
  }
  const readPicture = async (): Promise<void> => {
    setPicture('reading')
    const result = await scanPicture().catch(() => ({ kind: 'none' }) as const)
    setPicture(result.kind === 'none' ? 'nothing' : 'none')
    if (result.kind === 'hit') found(result.text, 'picture')
    if (result.kind === 'none') {
      playCue('miss')
      announce(t('scan.pictureNone'))
    }
  }
  const restart = (): void => {
    unlockCues()
    setResting(true)
    // A fresh camera needs the old one gone first.
    setTimeout(() => {
      setReport({ state: 'starting', torch: false })
      setResting(false)
    }, 50)
  }

  return (
    <View className={`ec-scan${low ? ' ec-scan--low' : ''}`}>
      <View className="ec-scan__stage">
        <ScannerView
          active={running}
          light={light && report.torch}
          label={t('scan.camera')}
          onState={setReport}
          onHit={(text) => {
            found(text, 'camera')
          }}
        />
        {blocked === undefined ? (
          <View className="ec-scan__frame" {...{ ariaHidden: true }} aria-hidden>
            <View className="ec-scan__corner" />
            <View className="ec-scan__corner" />
            <View className="ec-scan__corner" />
            <View className="ec-scan__corner" />
          </View>
        ) : (
          <ScanBlocked state={blocked} onRetry={restart} onPicture={() => void readPicture()} />
        )}
        {blocked === undefined && !resting ? (
          <View className="ec-scan__aim">{t(report.state === 'starting' ? 'scan.starting' : 'scan.aim')}</View>
        ) : null}
        {resting && blocked === undefined ? (
          <Pressable className="ec-scan__rest" onPress={restart}>
            <View className="ec-scan__rest-text">{t('scan.paused')}</View>
          </Pressable>
        ) : null}
        {children}
      </View>
      <View className="ec-scan__tools">
        {report.torch ? (
          <Tool
            icon="light"
            text={t(light ? 'scan.light.off' : 'scan.light.on')}
            on={light}
            onPress={() => {
              setLight(!light)
            }}
          />
        ) : null}
        {blocked === undefined ? (
          <Tool icon="camera" text={t('scan.picture')} onPress={() => void readPicture()} />
        ) : null}
        <Tool
          icon="keyboard"
          text={t('scan.type')}
          on={typed}
          onPress={() => {
            unlockCues()
            setTyped(!typed)
          }}
        />
      </View>
      {picture === 'none' ? null : (
        <View className={`ec-scan__picture${picture === 'nothing' ? ' ec-tone--caution' : ' ec-tone--wait'}`}>
          {t(picture === 'nothing' ? 'scan.pictureNone' : 'scan.pictureReading')}
        </View>
      )}
      {typed ? (
        <ScanTyped
          explain={explain}
          onText={(text) => {
            found(text, 'typed')
          }}
        />
      ) : null}
    </View>
  )
}
