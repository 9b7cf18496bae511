// What a credential is worth on a day: its status as the issuer left it, and its days.
import type { CalendarDate } from './time.ts'

/** What the issuer says of it; `revoked` and `replaced` are for good. */
export type CredentialStatus = 'valid' | 'suspended' | 'revoked' | 'replaced'

/** `validTo`: the last day on which it is valid; absent: until it is revoked. */
export type DatedCredential = {
  status: CredentialStatus
  validFrom: CalendarDate
  validTo?: CalendarDate | undefined
}

export const standings = ['valid', 'not_yet_valid', 'expired', 'suspended', 'revoked', 'replaced'] as const
export type Standing = (typeof standings)[number]

/** How it stands on a day: what its issuer says goes before its days. */
export const statusOn = ({ status, validFrom, validTo }: DatedCredential, day: CalendarDate): Standing => {
  if (status !== 'valid') return status
  if (day < validFrom) return 'not_yet_valid'
  return validTo !== undefined && day > validTo ? 'expired' : 'valid'
}

export const isValidOn = (credential: DatedCredential, day: CalendarDate): boolean =>
  statusOn(credential, day) === 'valid'

const next: Readonly<Record<CredentialStatus, readonly CredentialStatus[]>> = {
  valid: ['suspended', 'revoked'],
  suspended: ['valid', 'revoked'],
  revoked: [],
  replaced: [],
}

/** May the issuer change it so? A replacement is an issue of its own. */
export const canChangeStatus = (from: CredentialStatus, to: CredentialStatus): boolean => next[from].includes(to)
