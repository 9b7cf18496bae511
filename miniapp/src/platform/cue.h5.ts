// Sound and vibration in a browser. The first call comes from a tap, as browsers ask; before it there is silence, no error.
import type { PlayCue } from './ports'
import { tones, vibrations, type Beep } from './tones'

let audio: AudioContext | undefined

const beep = (context: AudioContext, { hertz, ms }: Beep, start: number): void => {
  if (hertz === 0) return
  const end = start + ms / 1000
  const oscillator = context.createOscillator()
  const volume = context.createGain()
  oscillator.frequency.value = hertz
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.4, start + 0.005)
  volume.gain.setValueAtTime(0.4, Math.max(start + 0.005, end - 0.01))
  volume.gain.linearRampToValueAtTime(0, end)
  oscillator.connect(volume).connect(context.destination)
  oscillator.start(start)
  oscillator.stop(end)
}

/** Call it from a tap once, so that later cues may sound. */
export const unlockCues = (): void => {
  if (typeof AudioContext === 'undefined') return
  audio ??= new AudioContext()
  if (audio.state === 'suspended') void audio.resume().catch(() => undefined)
}

/** Safari has no vibration; Chromium refuses it with a warning before the first tap on the page. */
const mayVibrate = (): boolean => {
  const older: { userActivation?: UserActivation } = navigator
  return 'vibrate' in navigator && older.userActivation?.hasBeenActive !== false
}

export const playCue: PlayCue = (cue) => {
  if (mayVibrate()) navigator.vibrate([...vibrations[cue]])
  if (audio?.state !== 'running') return
  let start = audio.currentTime
  for (const tone of tones[cue]) {
    beep(audio, tone, start)
    start += tone.ms / 1000
  }
}
