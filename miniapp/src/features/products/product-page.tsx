// One product: its facts and its batches.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ProductView } from '@ectrace/shared/api/views'
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { blobUrl } from '../../api/blob-url'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { useFetch } from '../../api/use-fetch'
import { findInPages, usePages } from '../../api/use-pages'
import { formatAmount } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { goTo, useParameters } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { ConfirmBar } from '../../ui/confirm-bar'
import { EmptyState } from '../../ui/empty-state'
import { Fact } from '../../ui/fact'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Row } from '../../ui/row'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { Picture } from '../../platform/picture'
import './products.scss'

const loadProduct = (id: string): Promise<ProductView | undefined> =>
  findInPages(
    (after) => call(endpoints.products, { query: { limit: 200, after } }),
    (product) => product.id === id,
  )

const Facts = ({ product }: { product: ProductView }) => {
  const t = useTranslate()
  const language = useLanguage()
  const { id, name, gtin, specification, unit, picture } = product
  return (
    <Section title={name}>
      {picture === undefined ? null : (
        <Picture
          className="ec-product-picture"
          src={blobUrl(picture)}
          mode="aspectFill"
          label={t('form.photoAlt', { name })}
        />
      )}
      {specification === undefined ? null : <Fact name={t('products.specification')}>{specification}</Fact>}
      <Fact name={t('field.gtin')} mono={gtin !== undefined}>
        {gtin ?? t('products.noGtin')}
      </Fact>
      <Fact name={t('products.unit')}>{unitOfMeasureLabel(unit, language)}</Fact>
      <Fact name={t('product.id')} mono>
        {id}
      </Fact>
    </Section>
  )
}

const Batches = ({ id }: { id: string }) => {
  const t = useTranslate()
  const language = useLanguage()
  const batches = usePages(`batches:${id}`, (after) => call(endpoints.batches, { query: { after, product: id } }))
  useReturn(batches.reload)
  return (
    <>
      <Loaded from={batches} subject={t('product.batches')}>
        {(items) => (
          <Section title={t('product.batches')} flush>
            {items.length === 0 ? (
              <EmptyState icon="box" title={t('product.noBatches')} text={t('product.noBatchesText')} />
            ) : null}
            {items.map((batch) => (
              <Row
                key={batch.id}
                icon="box"
                title={batch.lot}
                note={batch.producedOn}
                value={formatAmount(batch.onHand, batch.product.unit, language)}
                onPress={() => {
                  goTo('batch', { id: batch.id })
                }}
              />
            ))}
          </Section>
        )}
      </Loaded>
      <MoreButton of={batches} />
    </>
  )
}

export const ProductPage = () => {
  const t = useTranslate()
  const { id = '' } = useParameters()
  const session = useSession()
  const trader = session?.me.roles.includes('trader') === true
  const product = useFetch(session === undefined ? undefined : `product:${id}`, () =>
    loadProduct(id).then((found) => ({ found })),
  )
  const known = product.data?.found !== undefined
  return (
    <Screen
      title={t('product.title')}
      footer={
        trader && known ? (
          <ConfirmBar
            text={t('product.newBatch')}
            onPress={() => {
              goTo('batches', { new: '1', product: id })
            }}
          />
        ) : undefined
      }
    >
      <ForRoles>
        <Loaded from={product} subject={t('product.title')}>
          {({ found }) =>
            found === undefined ? (
              <EmptyState icon="list" title={t('product.missing')} text={t('product.missingText')} />
            ) : (
              <>
                <Facts product={found} />
                <Batches id={id} />
              </>
            )
          }
        </Loaded>
      </ForRoles>
    </Screen>
  )
}
