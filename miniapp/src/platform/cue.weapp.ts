// Sound and vibration in WeChat: the tones are written once as WAV files into the app's own folder.
import Taro from '@tarojs/taro'
import type { Cue, PlayCue } from './ports'
import { tones, wavOf } from './tones'

const players = new Map<Cue, Taro.InnerAudioContext>()

const playerOf = (cue: Cue): Taro.InnerAudioContext => {
  const known = players.get(cue)
  if (known) return known
  const file = `${String(Taro.env.USER_DATA_PATH)}/cue-${cue}.wav`
  Taro.getFileSystemManager().writeFileSync(file, wavOf(tones[cue]), 'binary')
  const player = Taro.createInnerAudioContext()
  player.src = file
  players.set(cue, player)
  return player
}

/** Makes the players, so that the first cue comes at once. */
export const unlockCues = (): void => {
  for (const cue of ['hit', 'duplicate', 'miss'] as const) playerOf(cue)
}

const shake = (cue: Cue): void => {
  const done = cue === 'hit' ? Taro.vibrateShort({ type: 'medium' }) : Taro.vibrateLong()
  void Promise.resolve(done).catch(() => undefined) // No motor: the sound and the colour say it.
  if (cue === 'miss') setTimeout(() => void Promise.resolve(Taro.vibrateLong()).catch(() => undefined), 300)
}

export const playCue: PlayCue = (cue) => {
  shake(cue)
  const player = playerOf(cue)
  player.stop()
  player.play()
}
