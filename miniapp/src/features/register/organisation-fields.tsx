// Who the organisation is: identifier, name, type, and whether consumers may read its name.
import { organisationTypeNames, type OrganisationType } from '@ectrace/shared/domain/organisation'
import { identifierSchemes } from '@ectrace/shared/codes/identifier'
import { useLanguage, useTranslate, type Key } from '../../i18n/translate'
import type { Draft } from '../../state/use-draft'
import { Choice } from '../../ui/choice'
import { Field } from '../../ui/field'
import { Section } from '../../ui/section'
import { FieldFault } from './field-fault'
import { identifierRule, isTyped, openTypes, type OrganisationForm, type RegisterFault } from './register-form'

type Props = { draft: Draft<OrganisationForm>; faults: readonly RegisterFault[]; taken: boolean }

const ruleKeys: Record<string, Key> = {
  'uscc-18-characters': 'register.rule.uscc',
  'gb-32100-check': 'register.rule.usccCheck',
  'gb-11714-check': 'register.rule.usccInner',
  'gln-13-digits': 'register.rule.gln',
  'gs1-check-digit': 'register.rule.glnCheck',
  'no-identity-number': 'register.rule.identity',
  'pseudonym-8-to-32-letters-and-digits': 'register.rule.pseudonym',
  'country-hyphen-register-number': 'register.rule.foreign',
}

/** Said while typing as soon as the code is complete, and after the first try in any case. */
const useIdentifierError = ({ draft, faults, taken }: Props): string | undefined => {
  const t = useTranslate()
  if (taken) return t('register.taken.value')
  const rule = identifierRule(draft.value)
  if (rule === undefined || (!isTyped(draft.value) && !faults.includes('identifier'))) return undefined
  return t(ruleKeys[rule] ?? 'register.rule.other')
}

const Identifier = (props: Props) => {
  const t = useTranslate()
  const { draft } = props
  const { scheme, value } = draft.value
  const error = useIdentifierError(props)
  const holds = value.trim() !== '' && identifierRule(draft.value) === undefined
  return (
    <>
      <Choice
        label={t('register.scheme')}
        value={scheme}
        options={identifierSchemes.map((known) => ({ value: known, text: t(`register.scheme.${known}`) }))}
        onChange={(next) => {
          draft.set({ ...draft.value, scheme: next })
        }}
      />
      <Field
        kind="code"
        label={t(`register.scheme.${scheme}`)}
        value={value}
        maxLength={64}
        hint={holds ? t('register.identifierHolds') : t(`register.schemeHint.${scheme}`)}
        error={error}
        onChange={(next) => {
          draft.set({ ...draft.value, value: next })
        }}
      />
    </>
  )
}

export const OrganisationFields = (props: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const { draft, faults } = props
  const form = draft.value
  return (
    <Section title={t('register.organisation')}>
      <Identifier {...props} />
      <Field
        label={t('register.name')}
        value={form.name}
        maxLength={80}
        autoComplete="organization"
        hint={t('register.nameHint')}
        error={faults.includes('name') ? t('register.missing.name') : undefined}
        onChange={(name) => {
          draft.set({ ...form, name })
        }}
      />
      <Choice<OrganisationType>
        label={t('register.type')}
        value={form.type === '' ? undefined : form.type}
        options={openTypes.map((type) => ({ value: type, text: organisationTypeNames[type][language] }))}
        onChange={(type) => {
          draft.set({ ...form, type })
        }}
      />
      <FieldFault shown={faults.includes('type')} text={t('register.missing.type')} />
      <Choice
        label={t('register.named')}
        value={form.named === '' ? undefined : form.named}
        options={[
          { value: 'yes', text: t('register.named.yes'), hint: t('register.named.yesHint') },
          { value: 'no', text: t('register.named.no'), hint: t('register.named.noHint') },
        ]}
        onChange={(named: 'yes' | 'no') => {
          draft.set({ ...form, named })
        }}
      />
      <FieldFault shown={faults.includes('named')} text={t('register.missing.named')} />
    </Section>
  )
}
