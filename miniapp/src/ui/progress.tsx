// How far a long work has come, as a bar and in words.
import { View } from '@tarojs/components'

type Props = {
  label: string
  /** Of `total`; both may be 0 before anything is known. */ done: number
  total: number
  /** 12 000 / 20 000 */ words: string
}

export const Progress = ({ label, done, total, words }: Props) => {
  const percent = total === 0 ? 0 : Math.min(100, Math.floor((100 * done) / total))
  return (
    <View
      className="ec-progress"
      {...{ role: 'progressbar', ariaLabel: `${label} ${words}` }}
      aria-label={`${label} ${words}`}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <View className="ec-progress__track">
        <View className="ec-progress__bar" style={{ width: `${String(percent)}%` }} />
      </View>
      <View className="ec-progress__words">
        <View>{words}</View>
        <View>{`${String(percent)}%`}</View>
      </View>
    </View>
  )
}
