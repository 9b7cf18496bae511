// Reading a code from a photograph: busy, found, or nothing in it.
import { useState } from 'react'
import { useTranslate } from '../i18n/translate'
import { playCue, unlockCues } from '../platform/cue'
import { scanPicture } from '../platform/scan-picture'
import { announce } from './announce'

export type PictureState = 'idle' | 'reading' | 'nothing'

export type ScanPicture = { state: PictureState; take: () => void; choose: () => void }

export const useScanPicture = (onText: (text: string) => void): ScanPicture => {
  const t = useTranslate()
  const [state, setState] = useState<PictureState>('idle')

  const read = async (source: 'camera' | 'any'): Promise<void> => {
    unlockCues()
    setState('reading')
    const result = await scanPicture(source).catch(() => ({ kind: 'none' }) as const)
    setState(result.kind === 'none' ? 'nothing' : 'idle')
    if (result.kind === 'hit') onText(result.text)
    if (result.kind !== 'none') return
    playCue('miss')
    announce(t('scan.pictureNone'))
  }
  return { state, take: () => void read('camera'), choose: () => void read('any') }
}
