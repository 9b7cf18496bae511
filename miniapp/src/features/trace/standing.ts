// What the records say of an organisation: whether the operator verified it, and whether it speaks as a third party.
import type { TraceView } from '@ectrace/shared/api/views'
import type { OrganisationLevel } from '@ectrace/shared/domain/organisation'
import { organisationOf, recordOf, textOf } from './record-fields'

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

/** An inspection by an inspection body that is not the batch's own maker; all else is a statement of the company. */
export const isThirdParty = (view: TraceView, organisation: string | undefined, maker: string | undefined): boolean =>
  organisation !== undefined && organisation !== maker && typeOf(view, organisation) === 'inspector'
