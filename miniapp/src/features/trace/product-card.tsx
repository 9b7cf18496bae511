// What it is: product, its dates, where it was made and by whom, and the numbers on the packaging.
import { View } from '@tarojs/components'
import { useTranslate } from '../../i18n/translate'
import { aria } from '../../platform/aria'
import { Fact } from '../../ui/fact'
import { Section } from '../../ui/section'
import { ProvenPicture } from './proven-picture'
import { SpeakerName } from './station-body'
import type { Story } from './trace-story'

const joined = (...parts: (string | undefined)[]): string | undefined => {
  const there = parts.filter((part) => part !== undefined)
  return there.length === 0 ? undefined : there.join(' · ')
}

const Facts = ({ of }: { of: readonly { name: string; value: string | undefined }[] }) => (
  <>
    {of.map(({ name, value }) =>
      value === undefined ? null : (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ),
    )}
  </>
)

export const ProductCard = ({ story, onWrongPicture }: { story: Story; onWrongPicture: (record: string) => void }) => {
  const t = useTranslate()
  const { product, batch, maker } = story
  const name = product.name ?? t('trace.product.unnamed')
  const days = [
    { name: t('trace.expiresOn'), value: batch.expiresOn },
    { name: t('trace.producedOn'), value: batch.producedOn },
    { name: t('trace.origin'), value: joined(batch.where.city, batch.where.name) },
  ]
  const numbers = [
    { name: t('trace.batch'), value: batch.lot },
    { name: t('trace.gtin'), value: product.gtin },
  ]
  return (
    <Section>
      <View className="ec-trace-product">
        {product.picture === undefined ? null : (
          <ProvenPicture
            digest={product.picture}
            title={t('trace.product.picture', { name })}
            large
            onWrong={() => {
              if (product.record !== undefined) onWrongPicture(product.record)
            }}
          />
        )}
        <View className="ec-trace-product__words">
          <View className="ec-trace-product__name" {...aria({ role: 'heading' })}>
            {name}
          </View>
          {product.specification === undefined ? null : (
            <View className="ec-trace-product__specification">{product.specification}</View>
          )}
        </View>
      </View>
      <View className="ec-trace-facts">
        <Facts of={days} />
        {maker === undefined ? null : (
          <Fact name={t('trace.maker')}>
            <SpeakerName speaker={maker} />
          </Fact>
        )}
        <Facts of={numbers} />
      </View>
    </Section>
  )
}
