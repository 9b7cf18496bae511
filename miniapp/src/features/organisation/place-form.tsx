// Registering a place of the organisation.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { useTranslate } from '../../i18n/translate'
import { goBack } from '../../platform/navigation'
import { textsLike } from '../../state/read-draft'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { FormScreen } from '../../ui/form-screen'
import { Section } from '../../ui/section'
import { checkPlace, emptyPlace, placeBody } from './place-draft'

const name = 'place:new'

export const PlaceForm = () => {
  const t = useTranslate()
  const form = useActForm({
    form: name,
    initial: emptyPlace,
    read: textsLike(emptyPlace),
    check: checkPlace,
    send: (draft, key) => call(endpoints.createPlace, { body: placeBody(draft), form: key }),
  })
  const { value, set, error } = form
  return (
    <FormScreen
      title={t('organisation.placeNew')}
      form={form}
      name={name}
      act={t('organisation.placeNew')}
      done={t('organisation.placeDone')}
      next={() => (
        <>
          <Button kind="main" text={t('common.back')} onPress={goBack} />
          <Button wide text={t('organisation.another')} onPress={form.again} />
        </>
      )}
    >
      <Section>
        <Field
          label={t('organisation.placeName')}
          hint={t('organisation.placeNameHint')}
          value={value.name}
          error={error('name')}
          maxLength={80}
          onChange={(text) => {
            set({ name: text })
          }}
        />
        <Field
          label={t('organisation.city')}
          hint={t('organisation.cityHint')}
          value={value.city}
          error={error('city')}
          maxLength={40}
          onChange={(city) => {
            set({ city })
          }}
        />
        <Field
          label={t('field.gln')}
          hint={t('organisation.glnHint')}
          kind="numeric"
          optional
          value={value.gln}
          error={error('gln')}
          maxLength={13}
          onChange={(gln) => {
            set({ gln })
          }}
        />
        <View className="ec-pair">
          <Field
            label={t('field.latitude')}
            optional
            value={value.latitude}
            error={error('latitude')}
            onChange={(latitude) => {
              set({ latitude: latitude.trim() })
            }}
          />
          <Field
            label={t('field.longitude')}
            optional
            value={value.longitude}
            error={error('longitude')}
            onChange={(longitude) => {
              set({ longitude: longitude.trim() })
            }}
          />
        </View>
      </Section>
    </FormScreen>
  )
}
