// Batches made or held, with what is on hand; forms for a new one (`new=1`) and for processing (`make=1`).
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { usePages } from '../../api/use-pages'
import { formatAmount } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { goTo, useParameters } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { Button } from '../../ui/button'
import { ConfirmBar } from '../../ui/confirm-bar'
import { EmptyState } from '../../ui/empty-state'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Row } from '../../ui/row'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { BatchForm } from './batch-form'
import { TransformForm } from './transform-form'

const BatchList = ({ organisation }: { organisation: string | undefined }) => {
  const t = useTranslate()
  const language = useLanguage()
  const batches = usePages('batches', (after) => call(endpoints.batches, { query: { after } }))
  useReturn(batches.reload)
  return (
    <>
      <Loaded from={batches} subject={t('batches.title')}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon="box" title={t('batches.none')} text={t('batches.noneText')} />
          ) : (
            <Section title={t('batches.onHand')} flush>
              {items.map((batch) => (
                <Row
                  key={batch.id}
                  icon={batch.organisation === organisation ? 'factory' : 'box'}
                  title={batch.product.name}
                  note={`${batch.lot} · ${t(batch.organisation === organisation ? 'batches.mine' : 'batches.held')}`}
                  value={formatAmount(batch.onHand, batch.product.unit, language)}
                  onPress={() => {
                    goTo('batch', { id: batch.id })
                  }}
                />
              ))}
            </Section>
          )
        }
      </Loaded>
      <MoreButton of={batches} />
    </>
  )
}

const Ways = () => {
  const t = useTranslate()
  return (
    <ConfirmBar
      text={t('batches.new')}
      onPress={() => {
        goTo('batches', { new: '1' })
      }}
    >
      <Button
        text={t('batches.make')}
        onPress={() => {
          goTo('batches', { make: '1' })
        }}
      />
    </ConfirmBar>
  )
}

export const BatchesPage = () => {
  const t = useTranslate()
  const parameters = useParameters()
  const me = useSession()?.me
  const trader = me?.roles.includes('trader') === true
  const writes = parameters['new'] === '1' || parameters['make'] === '1'
  if (trader && parameters['new'] === '1') return <BatchForm product={parameters['product']} />
  if (trader && parameters['make'] === '1') return <TransformForm batch={parameters['batch']} />
  return (
    <Screen title={t('batches.title')} footer={trader ? <Ways /> : undefined}>
      <ForRoles roles={writes ? ['trader'] : []}>
        <BatchList organisation={me?.organisation.id} />
      </ForRoles>
    </Screen>
  )
}
