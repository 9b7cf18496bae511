// When the camera runs: while its page is in front, until it has seen no code for a while (batteries); and how it is set.
import { useDidHide, useDidShow } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { unlockCues } from '../platform/cue'
import type { CameraSide, ScannerReport, ScannerState } from '../platform/ports'

/** Why there is no picture. */
export type Blocked = Exclude<ScannerState, 'starting' | 'scanning'>

export type ScanCamera = {
  report: ScannerReport
  setReport: (report: ScannerReport) => void
  running: boolean
  /** Whether codes are wanted at all: also while the camera rests. */
  listening: boolean
  resting: boolean
  blocked: Blocked | undefined
  light: boolean
  setLight: (on: boolean) => void
  /** 1, 2, 3 … times nearer. */
  zoom: number
  setZoom: (factor: number) => void
  side: CameraSide
  switchSide: () => void
  /** A code came in: the rest is put off. */
  touch: () => void
  /** From a tap: opens the camera anew. */
  restart: () => void
}

const restAfter = 30_000

const blockedOf = (state: ScannerState): Blocked | undefined =>
  state === 'starting' || state === 'scanning' ? undefined : state

const starting: ScannerReport = { state: 'starting', torch: false }

/** Whether the page that asks is in front of the others. */
const useShown = (): boolean => {
  const [shown, setShown] = useState(true)
  useDidShow(() => {
    setShown(true)
  })
  useDidHide(() => {
    setShown(false)
  })
  return shown
}

/** `active`: false while the caller wants no codes. */
export const useScanCamera = (active: boolean): ScanCamera => {
  const [report, setReport] = useState(starting)
  const [light, setLight] = useState(false)
  const [zoom, setZoom] = useState(1)
  const [side, setSide] = useState<CameraSide>('back')
  const [resting, setResting] = useState(false)
  const [round, setRound] = useState(0)
  const listening = useShown() && active
  const running = listening && !resting

  useEffect(() => {
    // A camera that opens anew has its light off and shows everything.
    setLight(false)
    setZoom(1)
  }, [running, side])
  useEffect(() => {
    if (!running) return undefined
    const timer = setTimeout(() => {
      setResting(true)
    }, restAfter)
    return () => {
      clearTimeout(timer)
    }
  }, [running, round])

  const restart = (): void => {
    unlockCues()
    setResting(true)
    // A fresh camera needs the old one gone first.
    setTimeout(() => {
      setReport(starting)
      setResting(false)
    }, 50)
  }
  const touch = (): void => {
    setRound((before) => before + 1)
  }
  const switchSide = (): void => {
    setSide(side === 'back' ? 'front' : 'back')
    touch()
  }
  const blocked = blockedOf(report.state)
  return {
    ...{ report, setReport, running, listening, resting, blocked, light, setLight, zoom, setZoom, side, switchSide },
    ...{ touch, restart },
  }
}
