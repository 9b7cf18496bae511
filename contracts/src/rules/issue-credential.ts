// A licence, certificate or report on an organisation, a product, a batch or a place, by who has the authority for its type.
import { dateOfInstant } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import type { StateKey } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { demand, mustBeNew, mustExist } from '../guards.ts'
import { requireAuthority, requireIssuerRole } from '../issuer.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { Rule } from '../rule.ts'

type Issue = Args<'issueCredential'>

/** Every reading of a type goes through the numbers of a subject. */
export const mostNumbers = 200

const subjectKeys: { readonly [T in State['credential']['subjectType']]: (id: string) => StateKey<unknown> } = {
  organisation: keys.organisation,
  product: keys.product,
  batch: keys.batch,
  place: keys.place,
}

/** The old one ends at once: its successor must not begin later, or there would be days without either. */
const replace = async (state: LedgerState, { replaces, no, validFrom, ...issue }: Issue): Promise<void> => {
  if (replaces === undefined) return
  const key = keys.credential(issue.subjectType, issue.subject, issue.type, replaces)
  const old = await mustExist(state, key, 'replaces')
  demand(old.issuer === state.caller.organisation, 'WRONG_ORGANISATION', 'replaces', 'credential.issuer', old.issuer)
  const live = old.status === 'valid' || old.status === 'suspended'
  demand(live, 'STATE_CONFLICT', 'replaces', 'credential.not-ended', old.status)
  const begun = validFrom <= dateOfInstant(state.now)
  demand(begun, 'VALIDATION_FAILED', 'validFrom', 'day.not-in-future-of-replacement', validFrom)
  state.put(key, { ...old, status: 'replaced', replacedBy: no, reason: 'replaced' })
}

const addNumber = async (state: LedgerState, { subjectType, subject, type, no }: Issue): Promise<void> => {
  const key = keys.credentials(subjectType, subject, type)
  const numbers = (await state.get(key))?.numbers ?? []
  demand(numbers.length < mostNumbers, 'STATE_CONFLICT', 'no', 'credentials.at-most-200', String(numbers.length))
  state.put(key, { v: 1, numbers: [...numbers, no] })
}

export const issueCredential: Rule<'issueCredential'> = async (state, args) => {
  requireIssuerRole(state)
  const { subjectType, subject, type, no, validFrom, validTo } = args
  await requireAuthority(state, type)
  await mustExist(state, subjectKeys[subjectType](subject), 'subject')
  const ordered = validTo === undefined || validFrom <= validTo
  demand(ordered, 'VALIDATION_FAILED', 'validTo', 'day.not-before-validFrom', validTo)
  const key = keys.credential(subjectType, subject, type, no)
  await mustBeNew(state, key, 'no')
  await replace(state, args)
  await addNumber(state, args)
  state.put(key, { v: 1, ...args, issuer: state.caller.organisation, status: 'valid' })
  state.emit('credentialChanged', { v: 1, subjectType, subject, type, no, status: 'valid' })
}
