// Who stands behind the records: users, their organisations, and whether the operator verified these - all read off the records themselves.
import type { TraceView } from '@ectrace/shared/api/views'
import type { ErrorCode } from '@ectrace/shared/errors'
import { callerOf, organisationOf, recordOf, textOf } from './record-fields'
import { provenLevel } from './standing'
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
