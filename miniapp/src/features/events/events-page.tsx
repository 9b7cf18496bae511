// Recording what happened to a batch: the one named by `batch`, or one that is scanned or chosen.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { useFetch } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { goTo, useParameters } from '../../platform/navigation'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { Screen } from '../../ui/screen'
import { ChooseBatch } from './choose-batch'
import { EventForm } from './event-form'
import './events.scss'

export const EventsPage = () => {
  const t = useTranslate()
  const { batch: id } = useParameters()
  const me = useSession()?.me
  const may = me?.roles.some((role) => role === 'trader' || role === 'warehouse' || role === 'inspector') === true
  const batch = useFetch(id === undefined || !may ? undefined : `batch:${id}`, () =>
    call(endpoints.batch, { params: { id: id ?? '' } }),
  )
  if (me !== undefined && may && batch.data !== undefined) return <EventForm me={me} batch={batch.data} />
  return (
    <Screen title={t('events.title')}>
      <ForRoles roles={['trader', 'warehouse', 'inspector']}>
        {id === undefined ? (
          <ChooseBatch
            onBatch={(chosen) => {
              goTo('events', { batch: chosen.id })
            }}
          />
        ) : (
          <Loaded from={batch} subject={t('events.batches')}>
            {() => null}
          </Loaded>
        )}
      </ForRoles>
    </Screen>
  )
}
