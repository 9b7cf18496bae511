// The accounts of one person, for whom each of them works.
import type { AccountChoice } from '@ectrace/shared/api/account-views'
import { useTranslate } from '../../i18n/translate'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'

type Props = { choices: readonly AccountChoice[]; onChoose: (user: string) => void }

export const AccountChoices = ({ choices, onChoose }: Props) => {
  const t = useTranslate()
  if (choices.length === 0) return null
  return (
    <Section title={t('login.choose')} flush>
      {choices.map(({ user, login, organisation, roles }) => (
        <Row
          key={user}
          icon="user"
          title={organisation}
          note={`${login} · ${roles.map((role) => t(`role.${role}`)).join(' · ')}`}
          onPress={() => {
            onChoose(user)
          }}
        />
      ))}
    </Section>
  )
}
