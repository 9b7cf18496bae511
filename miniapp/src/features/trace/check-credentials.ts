// Licences on the page are what their records say: of this maker, product or batch, and changed by whoever follows in the log.
import type { ProvenRecord, TraceView } from '@ectrace/shared/api/views'
import { organisationOf, recordOf, textOf } from './record-fields'
import type { TraceFault } from './trace-check'

type Told = NonNullable<TraceView['credentials']>[number]

const misplaced = (record: string | undefined, field: string): TraceFault => ({
  code: 'RECORD_MISPLACED',
  fields: [field],
  ...(record === undefined ? {} : { record }),
})

const maker = (view: TraceView): string | undefined =>
  organisationOf(view, recordOf(view, view.subjects.batches[view.batch]))

const identity = ['subject', 'type', 'no'] as const

const checkChanges = (view: TraceView, issue: ProvenRecord, changed: readonly string[]): TraceFault[] => {
  let before = issue
  return changed.flatMap((id) => {
    const record = recordOf(view, id)
    if (record?.name !== 'changeCredentialStatus' || record.leafIndex < before.leafIndex)
      return [misplaced(record && id, 'credentials')]
    before = record
    return identity
      .filter((field) => textOf(record, field) !== textOf(issue, field))
      .map((field) => misplaced(id, field))
  })
}

const checkOne = (view: TraceView, { issued, changed }: Told): TraceFault[] => {
  const issue = recordOf(view, issued)
  if (issue?.name !== 'issueCredential') return [misplaced(issue && issued, 'credentials')]
  const about = [maker(view), view.product, view.batch]
  const own = about.includes(textOf(issue, 'subject')) ? [] : [misplaced(issued, 'subject')]
  return [...own, ...checkChanges(view, issue, changed)]
}

export const checkCredentials = (view: TraceView): TraceFault[] =>
  (view.credentials ?? []).flatMap((told) => checkOne(view, told))
