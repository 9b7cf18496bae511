// The camera picture in WeChat, which decodes by itself.
import { Camera } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, useRef } from 'react'
import { createSeenLately } from './decoding/seen-lately'
import type { ScannerProps, ZoomRange } from './ports'

const refused = (message: unknown): boolean => /auth|deny|denied|permission/i.test(String(message))

const zoomOf = (most: number | undefined): ZoomRange | undefined =>
  most !== undefined && most > 1 ? { min: 1, max: most } : undefined

export const ScannerView = ({ onHit, onState, light, zoom, side, active, label }: ScannerProps) => {
  const fresh = useRef(createSeenLately())
  const told = useRef(onState)
  const zoomed = useRef(false)
  told.current = onState

  useEffect(() => {
    if (active) told.current({ state: 'starting', torch: false })
  }, [active, side])
  useEffect(() => {
    // Before the first change the camera is as WeChat opened it.
    if (!active || (zoom === 1 && !zoomed.current)) return
    zoomed.current = true
    Taro.createCameraContext().setZoom({ zoom })
  }, [active, zoom])

  if (!active) return null
  return (
    <Camera
      className="ec-camera"
      mode="scanCode"
      devicePosition={side}
      flash={light ? 'torch' : 'off'}
      {...{ ariaLabel: label }}
      onInitDone={(event: { detail?: { maxZoom?: number } }) => {
        onState({ state: 'scanning', torch: side === 'back', zoom: zoomOf(event.detail?.maxZoom), otherSide: true })
      }}
      onError={(event: { detail?: { errMsg?: string } }) => {
        onState({ state: refused(event.detail?.errMsg) ? 'denied' : 'failed', torch: false })
      }}
      onStop={() => {
        onState({ state: 'busy', torch: false })
      }}
      onScanCode={(event: { detail: { result?: string } }) => {
        const text = event.detail.result ?? ''
        if (text !== '' && fresh.current(text, Date.now())) onHit(text)
      }}
    />
  )
}
