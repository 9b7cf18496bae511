// Another organisation, found by its name.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { organisationTypeNames } from '@ectrace/shared/domain/organisation'
import { useState } from 'react'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { ErrorState } from '../../ui/error-state'
import { Picker, type PickerOption } from '../../ui/picker'
import { StatusTag } from '../../ui/status-tag'

type Props = {
  /** Ours, which cannot be the buyer. */
  own: string
  value: string
  /** Name of the chosen one. */
  name: string
  error: string | undefined
  onChange: (buyer: string, name: string) => void
}

export const BuyerPicker = ({ own, value, name, error, onChange }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const [words, setWords] = useState('')
  const search = words.trim()
  const found = useFetch(`organisations:${search}`, () =>
    call(endpoints.organisations, { query: { search, limit: 50 } }),
  )
  const options: PickerOption[] = (found.data?.items ?? [])
    .filter(({ id, level }) => id !== own && level !== 'suspended')
    .map(({ id, name: text, type, level }) => ({
      value: id,
      text,
      note: organisationTypeNames[type][language],
      tag: level === 'verified' ? undefined : <StatusTag tone="caution" text={t('common.unverified')} />,
    }))
  const listed = value === '' || options.some((option) => option.value === value)
  return (
    <>
      <Picker
        label={t('offer.buyer')}
        hint={t('offer.buyerHint')}
        options={listed ? options : [{ value, text: name }, ...options]}
        value={value}
        error={error}
        search={{ words, onWords: setWords }}
        onChange={(buyer) => {
          const chosen = options.find((option) => option.value === buyer)
          onChange(buyer, chosen?.text ?? name)
        }}
      >
        <View className="ec-picker__none">{t(found.loading ? 'common.loading' : 'offer.buyerNone')}</View>
      </Picker>
      {found.failure === undefined ? null : (
        <ErrorState failure={found.failure} subject={t('offer.buyer')} onRetry={found.reload} />
      )}
    </>
  )
}
