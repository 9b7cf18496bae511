// Pictures that belong to a record: taken or chosen, sent at once, each with words of its own where it is evidence.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { EvidenceView } from '@ectrace/shared/api/views'
import { blobUrl } from '../api/blob-url'
import { call } from '../api/call'
import { useSubmit } from '../api/use-submit'
import { useTranslate } from '../i18n/translate'
import { pickPicture } from '../platform/pick-picture'
import { Picture } from '../platform/picture'
import { Button } from './button'
import { ErrorState } from './error-state'
import { Field } from './field'

export type Photo = { digest: string; type: EvidenceView['type']; title: string }

type Props = {
  label: string
  photos: readonly Photo[]
  onChange: (photos: Photo[]) => void
  most: number
  /** Each picture is given a title. */
  titled?: boolean
  /** What is wrong with the title of a picture. */
  error?: (index: number) => string | undefined
}

export const PhotoList = ({ label, photos, onChange, most, titled = false, error }: Props) => {
  const t = useTranslate()
  const adding = useSubmit(async () => {
    const picked = await pickPicture('any')
    if (picked === undefined) return
    const binary = { bytes: picked.bytes, type: picked.type }
    const { digest, type } = await call(endpoints.addEvidence, { binary, deadline: 60_000 })
    onChange([...photos.filter((photo) => photo.digest !== digest), { digest, type, title: '' }])
  })
  return (
    <View className="ec-field">
      <View className="ec-field__label">
        {label}
        <View className="ec-field__extra">{t('common.optional')}</View>
      </View>
      <View className="ec-photos">
        {photos.map((photo, index) => (
          <View className="ec-photo" key={photo.digest}>
            <Picture
              className="ec-photo__image"
              src={blobUrl(photo.digest)}
              mode="aspectFill"
              label={t('form.photoAlt', { name: photo.title })}
            />
            {titled ? (
              <Field
                label={t('form.photoTitle', { n: index + 1 })}
                value={photo.title}
                maxLength={60}
                error={error?.(index)}
                onChange={(title) => {
                  onChange(photos.map((other) => (other === photo ? { ...photo, title } : other)))
                }}
              />
            ) : null}
            <Button
              kind="quiet"
              icon="cross"
              text=""
              label={t('form.photoRemove', { n: index + 1 })}
              onPress={() => {
                onChange(photos.filter((other) => other !== photo))
              }}
            />
          </View>
        ))}
        {photos.length >= most ? null : (
          <Button
            icon="camera"
            wide
            text={t(adding.busy ? 'form.photoBusy' : 'form.photo')}
            busy={adding.busy}
            onPress={adding.run}
          />
        )}
        {adding.failure === undefined ? null : <ErrorState failure={adding.failure} subject={t('form.photo')} />}
      </View>
      <View className="ec-field__note">{t('form.photoNote')}</View>
    </View>
  )
}
