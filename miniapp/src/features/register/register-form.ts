// The registration form as data: what is kept on the device, what is wrong with each field, what is sent.
import { checkIdentifier, identifierSchemes, type IdentifierScheme } from '@ectrace/shared/codes/identifier'
import { organisationTypes, type OrganisationType } from '@ectrace/shared/domain/organisation'
import { AppError } from '@ectrace/shared/errors'

/** Kept on the device while it is filled in: never the password. */
export type OrganisationForm = {
  scheme: IdentifierScheme
  value: string
  name: string
  type: OrganisationType | ''
  /** '' until the person has chosen: consent is never assumed. */
  named: 'yes' | 'no' | ''
  login: string
}

export const emptyForm: OrganisationForm = { scheme: 'uscc', value: '', name: '', type: '', named: '', login: '' }

/** Types that anybody may register; the operator is set up with the machine. */
export const openTypes = organisationTypes.filter((type) => type !== 'operator')

const isFields = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const oneOf = <T extends string>(words: readonly T[], value: unknown): T | undefined =>
  words.find((word) => word === value)

export const readForm = (stored: unknown): OrganisationForm | undefined => {
  if (!isFields(stored)) return undefined
  const { value, name, login } = stored
  const scheme = oneOf(identifierSchemes, stored['scheme'])
  const type = oneOf([...openTypes, ''], stored['type'])
  const named = oneOf(['yes', 'no', ''], stored['named'])
  if (scheme === undefined || type === undefined || named === undefined) return undefined
  if (typeof value !== 'string' || typeof name !== 'string' || typeof login !== 'string') return undefined
  return { scheme, value, name, type, named, login }
}

/** The rule that the identifier breaks, undefined when it holds. */
export const identifierRule = ({ scheme, value }: Pick<OrganisationForm, 'scheme' | 'value'>): string | undefined => {
  try {
    checkIdentifier({ scheme, value })
    return undefined
  } catch (cause) {
    if (cause instanceof AppError) return cause.details.faults?.[0]?.rule ?? cause.code
    throw cause
  }
}

/** Characters of a complete identifier: before that nothing is said while typing. */
const fullLength: Partial<Record<IdentifierScheme, number>> = { uscc: 18, gln: 13 }

/** Whether enough was typed to say what is wrong with it. */
export const isTyped = ({ scheme, value }: Pick<OrganisationForm, 'scheme' | 'value'>): boolean =>
  value.trim().length >= (fullLength[scheme] ?? 1_000)

export type RegisterFault = 'identifier' | 'name' | 'type' | 'named' | 'login' | 'password' | 'repeat'

const loginGrammar = /^[a-z0-9][a-z0-9._@-]{2,39}$/

/** Everything that keeps the form from being sent, in the order of the page. */
export const faultsOf = (form: OrganisationForm, password: string, repeat: string): RegisterFault[] => {
  const checks: [RegisterFault, boolean][] = [
    ['identifier', identifierRule(form) !== undefined],
    ['name', form.name.trim() === '' || form.name.trim().length > 80],
    ['type', form.type === ''],
    ['named', form.named === ''],
    ['login', !loginGrammar.test(form.login.trim().toLowerCase())],
    ['password', password.length < 8 || password.length > 128],
    ['repeat', password !== repeat],
  ]
  return checks.filter(([, wrong]) => wrong).map(([field]) => field)
}
