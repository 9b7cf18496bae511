// The supplier offers goods to a buyer; afterwards the trade's code is there to show and to print.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { useActForm } from '../../api/use-act-form'
import { useFetch } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { pageOrigin } from '../../platform/device'
import { goTo, hasPage, replaceWith } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Field } from '../../ui/field'
import { ForRoles } from '../../ui/for-roles'
import { FormScreen } from '../../ui/form-screen'
import { Loaded } from '../../ui/loaded'
import { QrCode } from '../../ui/qr-code'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { View } from '@tarojs/components'
import { BuyerPicker } from './buyer-picker'
import {
  checkOffer,
  emptyLine,
  emptyOffer,
  mostLines,
  offerBody,
  readOffer,
  sellables,
  type LineDraft,
  type Sellable,
} from './offer-draft'
import { OfferLine } from './offer-line'

const name = 'offer:new'
const tradePage = 'trade'

const TradeCode = ({ no, path, again }: { no: string; path: string; again: () => void }) => {
  const t = useTranslate()
  return (
    <>
      <Section title={t('offer.qr')}>
        <QrCode text={`${pageOrigin()}${path}`} />
        <View className="ec-line__note">{t('offer.qrText')}</View>
      </Section>
      {hasPage(tradePage) ? (
        <Button
          kind="main"
          text={t('offer.open')}
          onPress={() => {
            replaceWith(tradePage, { no })
          }}
        />
      ) : null}
      <Button wide text={t('offer.another')} onPress={again} />
    </>
  )
}

const OfferForm = ({ goods, own }: { goods: Sellable[]; own: string }) => {
  const t = useTranslate()
  const unitOf = (id: string) => goods.find(({ product }) => product.id === id)?.product.unit
  const form = useActForm({
    form: name,
    initial: emptyOffer,
    read: readOffer,
    check: (draft) => checkOffer(draft, unitOf),
    send: (draft, key) => call(endpoints.offerTrade, { body: offerBody(draft, unitOf), form: key }),
  })
  const { value, set, error } = form
  const change = (index: number, patch: Partial<LineDraft>): void => {
    set({ lines: value.lines.map((line, i) => (i === index ? { ...line, ...patch } : line)) })
  }
  return (
    <FormScreen
      title={t('offer.title')}
      form={form}
      name={name}
      act={t('offer.act')}
      done={t('offer.done')}
      next={({ no, path }) => <TradeCode no={no} path={path} again={form.again} />}
    >
      <Section>
        <BuyerPicker
          own={own}
          value={value.buyer}
          name={value.buyerName}
          error={error('buyer')}
          onChange={(buyer, buyerName) => {
            set({ buyer, buyerName })
          }}
        />
      </Section>
      <Section title={t('offer.lines')}>
        {value.lines.map((line, index) => (
          <OfferLine
            key={index}
            index={index}
            line={line}
            goods={goods}
            error={error}
            onChange={(patch) => {
              change(index, patch)
            }}
            onRemove={
              value.lines.length === 1
                ? undefined
                : () => {
                    set({ lines: value.lines.filter((_line, i) => i !== index) })
                  }
            }
          />
        ))}
        {value.lines.length >= mostLines ? null : (
          <Button
            wide
            icon="plus"
            text={t('offer.addLine')}
            onPress={() => {
              set({ lines: [...value.lines, emptyLine] })
            }}
          />
        )}
      </Section>
      <Section>
        <Field
          label={t('offer.promised')}
          kind="day"
          optional
          value={value.promised}
          error={error('promisedAt')}
          onChange={(promised) => {
            set({ promised })
          }}
        />
      </Section>
    </FormScreen>
  )
}

const loadGoods = async (): Promise<Sellable[]> => {
  const [products, batches] = await Promise.all([
    call(endpoints.products, { query: { limit: 200 } }),
    call(endpoints.batches, { query: { limit: 200 } }),
  ])
  return sellables(products.items, batches.items)
}

export const OfferPage = () => {
  const t = useTranslate()
  const me = useSession()?.me
  const trader = me?.roles.includes('trader') === true
  const goods = useFetch(trader ? 'goods' : undefined, loadGoods)
  useReturn(goods.reload)
  if (me !== undefined && trader && goods.data !== undefined && goods.data.length > 0) {
    return <OfferForm goods={goods.data} own={me.organisation.id} />
  }
  return (
    <Screen title={t('offer.title')}>
      <ForRoles roles={['trader']}>
        <Loaded from={goods} subject={t('offer.product')}>
          {() => (
            <EmptyState icon="list" title={t('offer.noProduct')} text={t('offer.noProductText')}>
              <Button
                kind="main"
                wide={false}
                text={t('products.new')}
                onPress={() => {
                  goTo('products', { new: '1' })
                }}
              />
            </EmptyState>
          )}
        </Loaded>
      </ForRoles>
    </Screen>
  )
}
