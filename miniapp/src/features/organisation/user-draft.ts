// What is typed about a new user, and what is sent. The password is never part of the draft that the device keeps.
import { userRoles, type OrganisationType, type UserRole } from '@ectrace/shared/domain/organisation'
import type { FieldFault } from '@ectrace/shared/errors'
import { checkChoice } from '../../state/check-field'

/** `roles`: names with commas between. */
export const emptyUser = { login: '', roles: '' }
export type UserDraft = typeof emptyUser

const shortestPassword = 8

export const rolesOf = ({ roles }: UserDraft): UserRole[] => {
  const names = roles.split(',')
  return userRoles.filter((role) => names.includes(role))
}

/** Roles that an organisation of this type can give. */
export const rolesFor = (type: OrganisationType): UserRole[] =>
  userRoles.filter(
    (role) =>
      ((role !== 'operator' && role !== 'platform') || type === 'operator') &&
      (role !== 'inspector' || type === 'inspector'),
  )

export const checkUser = (draft: UserDraft, password: string): FieldFault[] => [
  ...(/^[a-z0-9][a-z0-9._@-]{2,39}$/.test(draft.login) ? [] : [{ field: 'login', rule: 'login' }]),
  ...(password.length < shortestPassword
    ? [{ field: 'password', rule: `min-length.${String(shortestPassword)}` }]
    : []),
  ...checkChoice('roles', draft.roles),
]
