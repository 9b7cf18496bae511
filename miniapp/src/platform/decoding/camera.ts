// A camera of the device as a running video, and what of it can be set.
import type { CameraSide, ScannerState, ZoomRange } from '../ports'
import { inAppBrowserOf } from './in-app-browser'

export type CameraFailure = Exclude<ScannerState, 'starting' | 'scanning'>

/** Names of https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia and of older browsers. */
const failures: Readonly<Record<string, CameraFailure>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  PermissionDeniedError: 'denied',
  NotFoundError: 'missing',
  DevicesNotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  TrackStartError: 'busy',
  AbortError: 'busy',
}

const failureOf = (cause: unknown): CameraFailure => {
  const failure = failures[(cause as { name?: string }).name ?? ''] ?? 'failed'
  // What an app around this page has refused for good cannot be allowed in the page's settings.
  return failure === 'denied' && inAppBrowserOf(navigator.userAgent) !== undefined ? 'inApp' : failure
}

/** undefined in insecure contexts, in some apps' browsers and in very old ones, whatever lib.dom promises. */
const mediaDevices = (): MediaDevices | undefined => (navigator as { mediaDevices?: MediaDevices }).mediaDevices

const withoutDevices = (): CameraFailure => {
  if (!isSecureContext) return 'insecure'
  return inAppBrowserOf(navigator.userAgent) === undefined ? 'missing' : 'inApp'
}

/** Opens the camera on `side` into `video`, or any other when there is none. Returns its stream, or why there is none. */
export const openCamera = async (video: HTMLVideoElement, side: CameraSide): Promise<MediaStream | CameraFailure> => {
  const devices = mediaDevices()
  if (!devices) return withoutDevices()
  try {
    const facingMode = { ideal: side === 'back' ? 'environment' : 'user' }
    const stream = await devices.getUserMedia({
      audio: false,
      video: { facingMode, width: { ideal: 1920 }, height: { ideal: 1080 } },
    })
    video.srcObject = stream
    await video.play().catch(() => undefined) // Rejected when the page is left meanwhile; the loop waits for pictures anyway.
    return stream
  } catch (cause) {
    return failureOf(cause)
  }
}

export const closeCamera = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop()
}

type Capabilities = MediaTrackCapabilities & { torch?: boolean; zoom?: { min?: number; max?: number } }

/** Not every browser tells. */
const capabilitiesOf = (stream: MediaStream): Capabilities => {
  const track = stream.getVideoTracks()[0]
  return track && typeof track.getCapabilities === 'function' ? track.getCapabilities() : {}
}

/** Whether the light of this camera can be switched. */
export const hasLight = (stream: MediaStream): boolean => capabilitiesOf(stream).torch === true

/** How far this camera comes nearer; undefined when it does not. */
export const zoomRangeOf = (stream: MediaStream): ZoomRange | undefined => {
  const { min, max } = capabilitiesOf(stream).zoom ?? {}
  return min !== undefined && max !== undefined && max > min ? { min, max } : undefined
}

/** Whether there is another camera to switch to. To be asked once the camera is allowed. */
export const hasOtherSide = async (): Promise<boolean> => {
  const devices = await mediaDevices()
    ?.enumerateDevices()
    .catch(() => [])
  return (devices ?? []).filter((device) => device.kind === 'videoinput').length > 1
}

/** A camera that refuses a setting keeps its picture. */
export const setCamera = async (stream: MediaStream, setting: { torch: boolean } | { zoom: number }): Promise<void> => {
  // Both are of the Image Capture specification, which lib.dom does not know.
  const constraints: MediaTrackConstraintSet & typeof setting = setting
  await stream
    .getVideoTracks()[0]
    ?.applyConstraints({ advanced: [constraints] })
    .catch(() => undefined)
}
