// The numbers of a line side by side: due = accepted + rejected + missing, or less what is too many.
import { View } from '@tarojs/components'
import { formatQuantity } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import type { LinePreview } from './preview'

type Cell = { key: 'due' | 'accepted' | 'rejected' | 'missing' | 'extra'; value: string; tone: string }

const counted = ({ accepted, rejected }: LinePreview): Cell[] => [
  { key: 'accepted', value: accepted, tone: '' },
  { key: 'rejected', value: rejected, tone: rejected === '0' ? '' : ' ec-ink--bad' },
]

const cellsOf = (line: LinePreview): Cell[] => {
  const { expected, missing, extra } = line
  // Who counts blind sees what was counted, and nothing to compare it with.
  if (expected.due === undefined) return counted(line)
  return [
    { key: 'due', value: expected.due, tone: '' },
    ...counted(line),
    // Nothing is missing where there is too much: one of the two is always 0.
    extra === '0'
      ? { key: 'missing', value: missing, tone: missing === '0' ? '' : ' ec-ink--caution' }
      : { key: 'extra', value: extra, tone: ' ec-ink--bad' },
  ]
}

export const LineNumbers = ({ line }: { line: LinePreview }) => {
  const t = useTranslate()
  const cells = cellsOf(line)
  const label = cells.map(({ key, value }) => `${t(`receive.${key}`)} ${value}`).join(' ')
  return (
    <View className="ec-receive-numbers" {...{ role: 'group', ariaLabel: label }} aria-label={label}>
      {cells.map(({ key, value, tone }) => (
        <View className={`ec-receive-numbers__cell ec-receive-numbers__cell--${key}${tone}`} key={key}>
          <View className="ec-receive-numbers__head">{t(`receive.${key}`)}</View>
          <View className="ec-receive-numbers__value">{formatQuantity(value)}</View>
        </View>
      ))}
    </View>
  )
}
