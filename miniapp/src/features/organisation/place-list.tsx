// The organisation's places.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { usePages } from '../../api/use-pages'
import { useSession } from '../../api/session'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'

export const PlaceList = () => {
  const t = useTranslate()
  const places = usePages('places', (after) => call(endpoints.places, { query: { after } }))
  useReturn(places.reload)
  const may = useSession()?.me.roles.some((role) => role === 'trader' || role === 'administrator') === true
  const open = () => {
    goTo('organisation', { view: 'place' })
  }
  const add = may ? <Button kind="quiet" icon="plus" text={t('organisation.placeNew')} onPress={open} /> : undefined
  return (
    <>
      <Loaded from={places} subject={t('organisation.places')}>
        {(items) => (
          <Section title={t('organisation.places')} aside={items.length > 0 ? add : undefined} flush>
            {items.length === 0 ? (
              <EmptyState icon="place" title={t('organisation.noPlaces')} text={t('organisation.noPlacesText')}>
                {add}
              </EmptyState>
            ) : null}
            {items.map(({ id, name, city, gln }) => (
              <Row
                key={id}
                icon="place"
                title={name}
                note={gln === undefined ? city : `${city} · ${t('field.gln')} ${gln}`}
              />
            ))}
          </Section>
        )}
      </Loaded>
      <MoreButton of={places} />
    </>
  )
}
