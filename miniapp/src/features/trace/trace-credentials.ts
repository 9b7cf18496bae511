// The licences and certificates that a trace tells, as screens paint them.
import type { TraceView } from '@ectrace/shared/api/views'
import { statusOn, type CredentialStatus, type Standing } from '@ectrace/shared/domain/credential'
import type { CalendarDate } from '@ectrace/shared/domain/time'
import { recordOf, textOf } from './record-fields'
import { speakerOf, type Speaker } from './trace-story'

export type Licence = {
  record: string
  /** As its issuer calls it; its type where he did not say. */
  title: string
  no: string
  validFrom: string
  validTo?: string
  /** Digest of the document. */
  document?: string
  standing: Standing
  issuer: Speaker
}

const statuses: readonly CredentialStatus[] = ['valid', 'suspended', 'revoked', 'replaced']

/** `today`: the day for which it is told how they stand. */
export const licencesOf = (view: TraceView, today: CalendarDate): Licence[] =>
  (view.credentials ?? []).flatMap(({ issued, changed }) => {
    const record = recordOf(view, issued)
    if (record === undefined) return []
    const said = textOf(recordOf(view, changed.at(-1)), 'status')
    const [validFrom = '', validTo, document] = ['validFrom', 'validTo', 'document'].map((field) =>
      textOf(record, field),
    )
    const status = statuses.find((each) => each === said) ?? 'valid'
    return [
      {
        record: issued,
        title: textOf(record, 'title') ?? textOf(record, 'type') ?? '',
        no: textOf(record, 'no') ?? '',
        validFrom,
        ...(validTo === undefined ? {} : { validTo }),
        ...(document === undefined || !/^[0-9a-f]{64}$/.test(document) ? {} : { document }),
        standing: statusOn({ status, validFrom, validTo }, today),
        issuer: speakerOf(view, record, view.batch),
      },
    ]
  })
