// What an envelope says, in words: the acts, and the values that were digested into it.
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Envelope, Openings } from '@ectrace/shared/proof/envelope'
import { View } from '@tarojs/components'
import { formatTime } from '../i18n/format'
import { fieldLabel, kindLabel } from '../i18n/record-words'
import { useTranslate } from '../i18n/translate'
import { Fact } from './fact'

type Props = { envelope: Envelope; openings: Openings | undefined }

/** An act of hundreds of rows is signed as a whole: the first ones stand for what kind it is. */
const mostActs = 3
const mostValues = 12
const longest = 80

const valueText = (value: Json): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

const Act = ({ name, values }: { name: string; values: [string, Json][] }) => {
  const t = useTranslate()
  const hidden = values.length - mostValues
  return (
    <View className="ec-envelope__act">
      <Fact name={t('sign.act')}>{kindLabel(t, name)}</Fact>
      {values.slice(0, mostValues).map(([field, value]) => (
        <Fact key={field} name={fieldLabel(t, field)}>
          {valueText(value)}
        </Fact>
      ))}
      {hidden > 0 ? <View className="ec-row__note">{t('sign.more', { n: hidden })}</View> : null}
    </View>
  )
}

export const EnvelopeWords = ({ envelope, openings }: Props) => {
  const t = useTranslate()
  const { operations } = envelope
  return (
    <View className="ec-envelope">
      {operations.slice(0, mostActs).map(({ name }, at) => (
        <Act
          key={at}
          name={name}
          values={Object.entries(openings?.[at] ?? {}).map(([field, { value }]) => [field, value])}
        />
      ))}
      {operations.length > mostActs ? (
        <View className="ec-row__note">{t('sign.acts', { n: operations.length })}</View>
      ) : null}
      <Fact name={t('sign.time')}>{formatTime(envelope.time)}</Fact>
    </View>
  )
}
