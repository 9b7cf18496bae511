// The organisation's products, and the form for a new one (`new=1`).
import { endpoints } from '@ectrace/shared/api/endpoints'
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { usePages } from '../../api/use-pages'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { goTo, useParameters } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { ConfirmBar } from '../../ui/confirm-bar'
import { EmptyState } from '../../ui/empty-state'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Row } from '../../ui/row'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { ProductForm } from './product-form'

const ProductList = ({ trader }: { trader: boolean }) => {
  const t = useTranslate()
  const language = useLanguage()
  const products = usePages('products', (after) => call(endpoints.products, { query: { after } }))
  useReturn(products.reload)
  return (
    <>
      <Loaded from={products} subject={t('products.title')}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon="list"
              title={t('products.none')}
              text={t(trader ? 'products.noneText' : 'products.noneOther')}
            />
          ) : (
            <Section flush>
              {items.map(({ id, name, specification, gtin, unit }) => (
                <Row
                  key={id}
                  icon="list"
                  title={name}
                  note={[specification, gtin ?? t('products.noGtin')].filter(Boolean).join(' · ')}
                  value={unitOfMeasureLabel(unit, language)}
                  onPress={() => {
                    goTo('product', { id })
                  }}
                />
              ))}
            </Section>
          )
        }
      </Loaded>
      <MoreButton of={products} />
    </>
  )
}

export const ProductsPage = () => {
  const t = useTranslate()
  const parameters = useParameters()
  const trader = useSession()?.me.roles.includes('trader') === true
  if (parameters['new'] === '1' && trader) return <ProductForm />
  const add = (
    <ConfirmBar
      text={t('products.new')}
      onPress={() => {
        goTo('products', { new: '1' })
      }}
    />
  )
  return (
    <Screen title={t('products.title')} footer={trader ? add : undefined}>
      <ForRoles roles={parameters['new'] === '1' ? ['trader'] : []}>
        <ProductList trader={trader} />
      </ForRoles>
    </Screen>
  )
}
