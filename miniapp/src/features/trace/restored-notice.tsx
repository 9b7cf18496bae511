// One line for a reader who comes back after the platform restored its log: what is gone, and that the rest is the same.
import { View } from '@tarojs/components'
import type { Restored } from '@ectrace/shared/proof/pin'
import { useTranslate, type Translate } from '../../i18n/translate'
import { Section } from '../../ui/section'
import type { Painted } from './use-trace'

const lostOf = (t: Translate, { lostFrom, lostTo }: Restored): string =>
  lostTo === null
    ? t('trace.restored.unknown', { from: lostFrom })
    : t('trace.restored.range', { from: lostFrom + 1, to: lostTo })

/** Nothing until the log has held: before, nobody knows what the rest is. */
export const RestoredNotice = ({ painted: { check, trust } }: { painted: Painted }) => {
  const t = useTranslate()
  const restored = trust?.restored
  if (restored === undefined || check?.log.state !== 'ok') return null
  return (
    <Section>
      <View className="ec-trace-words__line">
        {t('trace.restored', { lost: lostOf(t, restored) })}
        {restored.seen ? t('trace.restored.seen') : ''}
      </View>
    </Section>
  )
}
