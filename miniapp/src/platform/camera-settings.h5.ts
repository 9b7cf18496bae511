// How a browser's person lets this page use the camera. A page cannot open those settings.
import type { CameraHelp } from './ports'

export const cameraHelp = (): CameraHelp => {
  // An iPad says it is a Mac; a Mac has no touch screen.
  if (/iPhone|iPad|iPod/.test(navigator.userAgent)) return 'ios'
  if (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1) return 'ios'
  return /Android/.test(navigator.userAgent) ? 'android' : 'desktop'
}

/** undefined: there is no such door here. Otherwise answers whether the camera is allowed afterwards. */
export const openCameraSettings: (() => Promise<boolean>) | undefined = undefined
