// When the camera runs: while its page is in front, until it has seen no code for a while (batteries).
import { useDidHide, useDidShow } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { unlockCues } from '../platform/cue'
import type { ScannerReport, ScannerState } from '../platform/ports'

/** Why there is no picture. */
export type Blocked = Exclude<ScannerState, 'starting' | 'scanning'>

export type ScanCamera = {
  report: ScannerReport
  setReport: (report: ScannerReport) => void
  running: boolean
  resting: boolean
  blocked: Blocked | undefined
  /** A code came in: the rest is put off. */
  touch: () => void
  /** From a tap: opens the camera anew. */
  restart: () => void
}

const restAfter = 45_000

const blockedOf = (state: ScannerState): Blocked | undefined =>
  state === 'starting' || state === 'scanning' ? undefined : state

/** `active`: false while the caller wants no codes. */
export const useScanCamera = (active: boolean): ScanCamera => {
  const [report, setReport] = useState<ScannerReport>({ state: 'starting', torch: false })
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
      setReport({ state: 'starting', torch: false })
      setResting(false)
    }, 50)
  }
  const touch = (): void => {
    setRound((before) => before + 1)
  }
  return { report, setReport, running, resting, blocked: blockedOf(report.state), touch, restart }
}
