// Registering a product, with its GTIN or without one.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { decimalsOf, unitOfMeasureLabel, unitsOfMeasure } from '@ectrace/shared/domain/unit-of-measure'
import { useState } from 'react'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { describeFault } from '../../i18n/describe-fault'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { replaceWith } from '../../platform/navigation'
import { checkGtin } from '../../state/check-field'
import { textsLike } from '../../state/read-draft'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { FormScreen } from '../../ui/form-screen'
import { PhotoList, type Photo } from '../../ui/photo-list'
import { Picker } from '../../ui/picker'
import { Section } from '../../ui/section'
import { checkProduct, emptyProduct, gtinWhileTyping, productBody, type ProductDraft } from './product-draft'

const name = 'product:new'

/** The one picture; its type was the server's to check. */
const photosOf = ({ picture }: ProductDraft): Photo[] =>
  picture === '' ? [] : [{ digest: picture, type: 'image/jpeg', title: '' }]

export const ProductForm = () => {
  const t = useTranslate()
  const language = useLanguage()
  const [gtinLeft, setGtinLeft] = useState(false)
  const form = useActForm({
    form: name,
    initial: emptyProduct,
    read: textsLike(emptyProduct),
    check: checkProduct,
    send: (draft, key) => call(endpoints.createProduct, { body: productBody(draft), form: key }),
  })
  const { value, set, error } = form
  const typing = gtinWhileTyping(value.gtin)
  const early = typing.kind === 'wrong' || gtinLeft ? checkGtin('gtin', value.gtin)[0] : undefined
  const units = unitsOfMeasure.map((code) => ({
    value: code,
    text: unitOfMeasureLabel(code, language),
    note: t(decimalsOf(code) === 0 ? 'products.unitCounted' : 'products.unitMeasured'),
  }))
  return (
    <FormScreen
      title={t('products.new')}
      form={form}
      name={name}
      act={t('products.new')}
      done={t('products.done')}
      next={({ product }) => (
        <>
          <Button
            kind="main"
            text={t('products.batch')}
            onPress={() => {
              replaceWith('batches', { new: '1', product })
            }}
          />
          <Button
            wide
            text={t('products.open')}
            onPress={() => {
              replaceWith('product', { id: product })
            }}
          />
          <Button wide text={t('products.another')} onPress={form.again} />
        </>
      )}
    >
      <Section>
        <Field
          label={t('products.name')}
          hint={t('products.nameHint')}
          value={value.name}
          error={error('name')}
          maxLength={80}
          onChange={(text) => {
            set({ name: text })
          }}
        />
        <Field
          label={t('products.gtin')}
          hint={typing.kind === 'good' ? t('products.gtinGood', { gtin: typing.gtin }) : t('products.gtinHint')}
          kind="numeric"
          optional
          value={value.gtin}
          error={error('gtin') ?? (early === undefined ? undefined : describeFault(early))}
          maxLength={14}
          onConfirm={() => {
            setGtinLeft(true)
          }}
          onChange={(gtin) => {
            setGtinLeft(false)
            set({ gtin: gtin.trim() })
          }}
        />
        <Field
          label={t('products.specification')}
          hint={t('products.specificationHint')}
          optional
          value={value.specification}
          error={error('specification')}
          maxLength={200}
          onChange={(specification) => {
            set({ specification })
          }}
        />
        <Picker
          label={t('products.unit')}
          hint={t('products.unitHint')}
          options={units}
          value={value.unit}
          error={error('unit')}
          onChange={(unit) => {
            set({ unit })
          }}
        />
        <PhotoList
          label={t('products.picture')}
          photos={photosOf(value)}
          most={1}
          onChange={(photos) => {
            set({ picture: photos[0]?.digest ?? '' })
          }}
        />
      </Section>
    </FormScreen>
  )
}
