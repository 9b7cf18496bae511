// The operator checks who an organisation is and signs the result.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { organisationTypeNames } from '@ectrace/shared/domain/organisation'
import { useState } from 'react'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { useFetch } from '../../api/use-fetch'
import { usePages } from '../../api/use-pages'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { goBack, goTo } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { checkText } from '../../state/check-field'
import { textsLike } from '../../state/read-draft'
import { Button } from '../../ui/button'
import { Choice } from '../../ui/choice'
import { EmptyState } from '../../ui/empty-state'
import { Field } from '../../ui/field'
import { FormScreen } from '../../ui/form-screen'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Row } from '../../ui/row'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { LevelTag } from './level-tag'
import { OrganisationFacts } from './organisation-facts'

export const ReviewList = () => {
  const t = useTranslate()
  const language = useLanguage()
  const [search, setSearch] = useState('')
  const found = usePages(`organisations:${search}`, (after) =>
    call(endpoints.organisations, { query: { after, search } }),
  )
  useReturn(found.reload)
  return (
    <Screen title={t('organisation.review')}>
      <Field label={t('organisation.reviewSearch')} value={search} maxLength={80} onChange={setSearch} />
      <Loaded from={found} subject={t('organisation.review')}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon="search" title={t('organisation.reviewNone')} />
          ) : (
            <Section flush>
              {items.map(({ id, name, type, level, value }) => (
                <Row
                  key={id}
                  title={name}
                  note={`${organisationTypeNames[type][language]} · ${value}`}
                  value={<LevelTag level={level} />}
                  onPress={() => {
                    goTo('organisation', { view: 'review', id })
                  }}
                />
              ))}
            </Section>
          )
        }
      </Loaded>
      <MoreButton of={found} />
    </Screen>
  )
}

const emptyReview = { level: 'verified', basis: '' }

export const ReviewForm = ({ id }: { id: string }) => {
  const t = useTranslate()
  const name = `review:${id}`
  const organisation = useFetch(`organisation:${id}`, () => call(endpoints.organisation, { params: { id } }))
  const form = useActForm({
    form: name,
    initial: emptyReview,
    read: textsLike(emptyReview),
    check: ({ basis }) => checkText('basis', basis),
    send: ({ level, basis }, key) =>
      call(endpoints.verifyOrganisation, {
        params: { id },
        body: { level: level === 'suspended' ? 'suspended' : 'verified', basis: basis.trim() },
        form: key,
      }),
  })
  const suspending = form.value.level === 'suspended'
  return (
    <FormScreen
      title={t('organisation.review')}
      form={form}
      name={name}
      act={t(suspending ? 'organisation.reviewSuspend' : 'organisation.reviewVerify')}
      kind={suspending ? 'danger' : 'main'}
      done={t('organisation.reviewDone')}
      next={() => <Button kind="main" text={t('common.back')} onPress={goBack} />}
    >
      <Loaded from={organisation} subject={t('organisation.review')}>
        {(data) => <OrganisationFacts organisation={data} />}
      </Loaded>
      <Section>
        <Choice
          label={t('organisation.reviewLevel')}
          options={[
            { value: 'verified', text: t('organisation.reviewVerify') },
            { value: 'suspended', text: t('organisation.reviewSuspend') },
          ]}
          value={form.value.level}
          onChange={(level) => {
            form.set({ level })
          }}
        />
        <Field
          label={t('organisation.reviewBasis')}
          hint={t('organisation.reviewBasisHint')}
          value={form.value.basis}
          error={form.error('basis')}
          lines={3}
          maxLength={500}
          onChange={(basis) => {
            form.set({ basis })
          }}
        />
      </Section>
    </FormScreen>
  )
}
