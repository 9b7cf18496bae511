// My organisation: who we are, our places, our users; the operator's way to all others.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Me } from '@ectrace/shared/api/views'
import type { UserRole } from '@ectrace/shared/domain/organisation'
import type { ReactNode } from 'react'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { useFetch } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { goTo, useParameters } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { Fact } from '../../ui/fact'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { Notice } from '../../ui/notice'
import { Row } from '../../ui/row'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { OrganisationFacts } from './organisation-facts'
import { PlaceForm } from './place-form'
import { PlaceList } from './place-list'
import { ReviewForm, ReviewList } from './review'
import { UserForm } from './user-form'
import { UserList } from './user-list'
import { RevokeForm, UserPage } from './user-page'
import './organisation.scss'

const Overview = ({ me }: { me: Me }) => {
  const t = useTranslate()
  const { organisation, roles } = me
  return (
    <>
      <OrganisationFacts organisation={organisation} />
      {organisation.level === 'trial' ? <Notice tone="caution" title={t('organisation.trialText')} /> : null}
      {organisation.level === 'suspended' ? <Notice tone="bad" title={t('organisation.suspendedText')} /> : null}
      {roles.includes('operator') ? (
        <Section flush>
          <Row
            icon="shield"
            title={t('organisation.review')}
            note={t('organisation.reviewHint')}
            onPress={() => {
              goTo('organisation', { view: 'reviews' })
            }}
          />
        </Section>
      ) : null}
      <PlaceList />
      {roles.includes('administrator') ? <UserList /> : null}
      <Section title={t('organisation.me')}>
        <Fact name={t('organisation.loginName')}>{me.login}</Fact>
        <Fact name={t('organisation.roles')}>{roles.map((role) => t(`role.${role}`)).join(' / ')}</Fact>
        <Fact name={t('organisation.custody')}>{t(`organisation.custody.${me.custody}`)}</Fact>
      </Section>
    </>
  )
}

const Home = () => {
  const t = useTranslate()
  const session = useSession()
  const me = useFetch(session === undefined ? undefined : `me:${session.me.user}`, () => call(endpoints.me, {}))
  useReturn(me.reload)
  return (
    <Screen title={t('organisation.title')}>
      <ForRoles>
        <Loaded from={me} subject={t('organisation.title')}>
          {(data) => <Overview me={data} />}
        </Loaded>
      </ForRoles>
    </Screen>
  )
}

type View = { roles: readonly UserRole[]; content: (id: string, me: Me) => ReactNode }

const views = new Map<string, View>(
  Object.entries({
    place: { roles: ['trader', 'administrator'], content: () => <PlaceForm /> },
    enrol: { roles: ['administrator'], content: (_id, me) => <UserForm type={me.organisation.type} /> },
    user: { roles: ['administrator'], content: (id) => <UserPage id={id} /> },
    revoke: { roles: ['administrator'], content: (id) => <RevokeForm id={id} /> },
    reviews: { roles: ['operator'], content: () => <ReviewList /> },
    review: { roles: ['operator'], content: (id) => <ReviewForm id={id} /> },
  } satisfies Record<string, View>),
)

/** `view` and `id` choose what part of it is shown. */
export const OrganisationPage = () => {
  const t = useTranslate()
  const { view = '', id = '' } = useParameters()
  const me = useSession()?.me
  const part = views.get(view)
  if (part === undefined) return <Home />
  const may = me !== undefined && part.roles.some((role) => me.roles.includes(role))
  if (may) return <>{part.content(id, me)}</>
  return (
    <Screen title={t('organisation.title')}>
      <ForRoles roles={part.roles}>{null}</ForRoles>
    </Screen>
  )
}
