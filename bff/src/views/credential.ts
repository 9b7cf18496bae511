// A credential as the API shows it: what its issuer says, and how it stands today.
import type { CredentialView } from '@ectrace/shared/api/goods-views'
import { statusOn } from '@ectrace/shared/domain/credential'
import { dateOfInstant, instantFromMs } from '@ectrace/shared/domain/time'
import type { Deps } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import type { StateRow } from '../store/state-columns.ts'

export const credentialView = ({ clock }: Pick<Deps, 'clock'>, row: StateRow<'credential'>): CredentialView => {
  const { v: _v, ...credential } = valueOfRow('credential', row)
  return { ...credential, standing: statusOn(credential, dateOfInstant(instantFromMs(clock()))) }
}
