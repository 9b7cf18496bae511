// The camera picture in WeChat, which decodes by itself.
import { Camera } from '@tarojs/components'
import { useEffect, useRef } from 'react'
import { createSeenLately } from './decoding/seen-lately'
import type { ScannerProps } from './ports'

const refused = (message: unknown): boolean => /auth|deny|denied|permission/i.test(String(message))

export const ScannerView = ({ onHit, onState, light, active, label }: ScannerProps) => {
  const fresh = useRef(createSeenLately())
  const told = useRef(onState)
  told.current = onState

  useEffect(() => {
    if (active) told.current({ state: 'starting', torch: false })
  }, [active])

  if (!active) return null
  return (
    <Camera
      className="ec-camera"
      mode="scanCode"
      devicePosition="back"
      flash={light ? 'torch' : 'off'}
      {...{ ariaLabel: label }}
      onInitDone={() => {
        onState({ state: 'scanning', torch: true })
      }}
      onError={(event: { detail?: { errMsg?: string } }) => {
        onState({ state: refused(event.detail?.errMsg) ? 'denied' : 'failed', torch: false })
      }}
      onStop={() => {
        onState({ state: 'failed', torch: false })
      }}
      onScanCode={(event: { detail: { result?: string } }) => {
        const text = event.detail.result ?? ''
        if (text !== '' && fresh.current(text, Date.now())) onHit(text)
      }}
    />
  )
}
