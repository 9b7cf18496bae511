// The batches that an event is about.
import { View } from '@tarojs/components'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Section } from '../../ui/section'
import { mostBatches, type AboutBatch } from './event-draft'

type Props = { batches: readonly AboutBatch[]; onChange: (batches: AboutBatch[]) => void; onAdd: () => void }

export const AboutBatches = ({ batches, onChange, onAdd }: Props) => {
  const t = useTranslate()
  return (
    <Section title={t('events.batches')}>
      {batches.map((batch) => (
        <View className="ec-line__head" key={batch.id}>
          <View>
            <View className="ec-line__name">{batch.name}</View>
            <View className="ec-line__note ec-mono">{batch.lot}</View>
          </View>
          {batches.length === 1 ? null : (
            <Button
              kind="quiet"
              icon="cross"
              text=""
              label={t('events.removeBatch', { lot: batch.lot })}
              onPress={() => {
                onChange(batches.filter((other) => other !== batch))
              }}
            />
          )}
        </View>
      ))}
      {batches.length >= mostBatches ? null : <Button wide icon="plus" text={t('events.addBatch')} onPress={onAdd} />}
    </Section>
  )
}
