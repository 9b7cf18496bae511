// Who an organisation is, as it stands on chain.
import type { OrganisationView } from '@ectrace/shared/api/views'
import { organisationTypeNames } from '@ectrace/shared/domain/organisation'
import { isKey } from '../../i18n/texts'
import { useLanguage, useTranslate, type Key } from '../../i18n/translate'
import { Fact } from '../../ui/fact'
import { Section } from '../../ui/section'
import { LevelTag } from './level-tag'

const schemeKey = (scheme: string): Key | undefined => {
  const key = `organisation.scheme.${scheme}`
  return isKey(key) ? key : undefined
}

export const OrganisationFacts = ({ organisation }: { organisation: OrganisationView }) => {
  const t = useTranslate()
  const language = useLanguage()
  const { name, type, level, scheme, value, named, id } = organisation
  const key = schemeKey(scheme)
  return (
    <Section title={name} aside={<LevelTag level={level} />}>
      <Fact name={t('organisation.type')}>{organisationTypeNames[type][language]}</Fact>
      <Fact name={key === undefined ? scheme : t(key)} mono>
        {value}
      </Fact>
      <Fact name={t('organisation.named')}>{t(named ? 'organisation.namedYes' : 'organisation.namedNo')}</Fact>
      <Fact name={t('organisation.id')} mono>
        {id}
      </Fact>
    </Section>
  )
}
