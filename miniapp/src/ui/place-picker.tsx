// One of the organisation's own places.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../api/call'
import { useFetch } from '../api/use-fetch'
import { useTranslate } from '../i18n/translate'
import { goTo, hasPage } from '../platform/navigation'
import { useReturn } from '../platform/use-return'
import { Button } from './button'
import { ErrorState } from './error-state'
import { Notice } from './notice'
import { Picker, type PickerOption } from './picker'
import { Skeleton } from './skeleton'

type Props = {
  label: string
  value: string
  onChange: (value: string) => void
  error?: string | undefined
  hint?: string | undefined
  /** Places of others that may be chosen as well. */
  others?: readonly PickerOption[]
}

const page = 'organisation'

export const PlacePicker = ({ label, value, onChange, error, hint, others = [] }: Props) => {
  const t = useTranslate()
  const places = useFetch('places', () => call(endpoints.places, { query: { limit: 200 } }))
  useReturn(places.reload)
  if (places.failure !== undefined && places.data === undefined) {
    return <ErrorState failure={places.failure} subject={label} onRetry={places.reload} />
  }
  if (places.data === undefined) return <Skeleton lines={1} />
  const own = places.data.items.map(({ id, name, city }) => ({ value: id, text: name, note: city }))
  const options = [...own, ...others]
  if (options.length === 0) {
    return (
      <Notice tone={error === undefined ? 'act' : 'bad'} title={t('form.noPlace')}>
        <Button
          icon="place"
          text={t('form.addPlace')}
          onPress={() => {
            if (hasPage(page)) goTo(page, { view: 'place' })
          }}
        />
      </Notice>
    )
  }
  return <Picker label={label} options={options} value={value} error={error} hint={hint} onChange={onChange} />
}
