// The camera picture in a browser. The engines are loaded only when this is shown.
import { useEffect, useRef } from 'react'
import type { ScannerProps } from './ports'
import type { Scanner } from './decoding/start-scanner'

export const ScannerView = ({ onHit, onState, light, zoom, side, active, label }: ScannerProps) => {
  const video = useRef<HTMLVideoElement>(null)
  const scanner = useRef<Scanner>()
  const told = useRef({ onHit, onState })
  told.current = { onHit, onState }

  useEffect(() => {
    const element = video.current
    if (!active || !element) return undefined
    let left = false
    import('./decoding/start-scanner').then(
      ({ startScanner }) => {
        if (left) return
        scanner.current = startScanner(element, side, {
          onHit: (text) => {
            told.current.onHit(text)
          },
          onState: (report) => {
            told.current.onState(report)
          },
        })
      },
      () => {
        if (!left) told.current.onState({ state: 'failed', torch: false })
      },
    )
    return () => {
      left = true
      scanner.current?.stop()
      scanner.current = undefined
    }
  }, [active, side])

  useEffect(() => {
    scanner.current?.light(light)
  }, [light])
  useEffect(() => {
    scanner.current?.zoom(zoom)
  }, [zoom])

  return (
    <video
      ref={video}
      className={`ec-camera${side === 'front' ? ' ec-camera--mirror' : ''}`}
      muted
      playsInline
      aria-label={label}
    />
  )
}
