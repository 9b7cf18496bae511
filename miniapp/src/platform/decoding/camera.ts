// The back camera of the device as a running video.
import type { ScannerState } from '../ports'

export type CameraFailure = Extract<ScannerState, 'denied' | 'missing' | 'insecure' | 'failed'>

const failureOf = (cause: unknown): CameraFailure => {
  const name = cause instanceof DOMException ? cause.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'failed'
}

/** undefined in insecure contexts and very old browsers, whatever lib.dom promises. */
const mediaDevices = (): MediaDevices | undefined => (navigator as { mediaDevices?: MediaDevices }).mediaDevices

/** Opens the camera into `video`. Returns its stream, or why there is none. */
export const openCamera = async (video: HTMLVideoElement): Promise<MediaStream | CameraFailure> => {
  const devices = mediaDevices()
  if (!devices) return isSecureContext ? 'missing' : 'insecure'
  try {
    const stream = await devices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
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

/** Whether the light of this camera can be switched. Not every browser tells. */
export const hasLight = (stream: MediaStream): boolean => {
  const track = stream.getVideoTracks()[0]
  if (!track || typeof track.getCapabilities !== 'function') return false
  const capabilities: MediaTrackCapabilities & { torch?: boolean } = track.getCapabilities()
  return capabilities.torch === true
}

export const switchLight = async (stream: MediaStream, on: boolean): Promise<void> => {
  const torch: MediaTrackConstraintSet & { torch: boolean } = { torch: on }
  await stream.getVideoTracks()[0]?.applyConstraints({ advanced: [torch] })
}
