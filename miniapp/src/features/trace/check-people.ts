// Who stands behind the records: users, their organisations, and whether the operator verified these - all read off the records themselves.
import type { TraceView } from '@ectrace/shared/api/views'
import type { OrganisationLevel } from '@ectrace/shared/domain/organisation'
import type { ErrorCode } from '@ectrace/shared/errors'
import { callerOf, organisationOf, recordOf, textOf } from './record-fields'
import type { TraceFault } from './trace-check'

type Organisations = TraceView['subjects']['organisations']

const misplaced = (record: string, fields: string[], code: ErrorCode = 'RECORD_MISPLACED'): TraceFault[] =>
  fields.length === 0 ? [] : [{ record, code, fields }]

/** Field by field, which of the expectations fails. */
const failing = (expectations: Readonly<Record<string, boolean>>): string[] =>
  Object.entries(expectations)
    .filter(([, holds]) => !holds)
    .map(([field]) => field)

const checkUser = (view: TraceView, user: string): TraceFault[] => {
  const { enrolled, organisation } = view.subjects.users[user] ?? { enrolled: '', organisation: '' }
  const record = recordOf(view, enrolled)
  if (record?.name === 'registerOrganisation')
    return misplaced(
      enrolled,
      failing({
        administrator: textOf(record, 'administrator') === user && callerOf(record) === user,
        id: textOf(record, 'id') === organisation,
      }),
    )
  if (record?.name === 'enrolUser')
    return misplaced(
      enrolled,
      failing({
        id: textOf(record, 'id') === user,
        // An administrator enrols for the own organisation only.
        organisation: textOf(record, 'organisation') === organisation && organisationOf(view, record) === organisation,
      }),
    )
  return [{ ...(record && { record: enrolled }), code: 'RECORD_MISPLACED', fields: ['user'] }]
}

const typeOf = (view: TraceView, organisation: string | undefined): string | undefined =>
  organisation === undefined
    ? undefined
    : textOf(recordOf(view, view.subjects.organisations[organisation]?.registered), 'type')

/** The level that records show: the operator's own by registration, any other by a record that the operator's organisation signed. */
export const provenLevel = (view: TraceView, organisation: string): OrganisationLevel => {
  const { verified } = view.subjects.organisations[organisation] ?? {}
  if (typeOf(view, organisation) === 'operator') return 'verified'
  const record = recordOf(view, verified)
  if (record?.name !== 'verifyOrganisation' || textOf(record, 'organisation') !== organisation) return 'trial'
  if (typeOf(view, organisationOf(view, record)) !== 'operator') return 'trial'
  const level = textOf(record, 'level')
  return level === 'verified' || level === 'suspended' ? level : 'trial'
}

const checkOrganisation = (view: TraceView, id: string, claims: Organisations[string]): TraceFault[] => {
  const { registered, verified, level } = claims
  const record = recordOf(view, registered)
  const registration = misplaced(
    registered,
    failing({
      name: record?.name === 'registerOrganisation',
      id: textOf(record, 'id') === id,
      administrator: record !== undefined && textOf(record, 'administrator') === callerOf(record),
    }),
  )
  return [...registration, ...misplaced(verified ?? registered, failing({ level: provenLevel(view, id) === level }))]
}

/** Every signer must be known; every user, organisation and level must be what its records say. */
export const checkPeople = (view: TraceView): TraceFault[] => [
  ...Object.entries(view.records)
    .filter(([, record]) => view.subjects.users[callerOf(record)] === undefined)
    .map(([record]): TraceFault => ({ record, code: 'SIGNATURE_INVALID', fields: ['publicKey'] })),
  ...Object.keys(view.subjects.users).flatMap((user) => checkUser(view, user)),
  ...Object.entries(view.subjects.organisations).flatMap(([id, claims]) => checkOrganisation(view, id, claims)),
]

/** An inspection by an inspection body that is not the batch's own maker; all else is a statement of the company. */
export const isThirdParty = (view: TraceView, organisation: string | undefined, maker: string | undefined): boolean =>
  organisation !== undefined && organisation !== maker && typeOf(view, organisation) === 'inspector'
