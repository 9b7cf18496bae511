// Reading a code from a photograph: busy, found, or nothing in it.
import { useState } from 'react'
import { useTranslate } from '../i18n/translate'
import { playCue } from '../platform/cue'
import { scanPicture } from '../platform/scan-picture'
import { announce } from './announce'

export type PictureState = 'idle' | 'reading' | 'nothing'

export const useScanPicture = (onText: (text: string) => void): { state: PictureState; read: () => void } => {
  const t = useTranslate()
  const [state, setState] = useState<PictureState>('idle')

  const read = async (): Promise<void> => {
    setState('reading')
    const result = await scanPicture().catch(() => ({ kind: 'none' }) as const)
    setState(result.kind === 'none' ? 'nothing' : 'idle')
    if (result.kind === 'hit') onText(result.text)
    if (result.kind !== 'none') return
    playCue('miss')
    announce(t('scan.pictureNone'))
  }
  return { state, read: () => void read() }
}
