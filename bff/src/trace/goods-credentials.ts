// Licences and certificates of the maker, the product and the batch: the records that issued each and changed how it stands.
import type { TraceView } from '@ectrace/shared/api/views'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Deps } from '../deps.ts'
import { recordsAbout } from './find-records.ts'
import type { RecordBook } from './record-book.ts'
import type { Resolved } from './resolve-code.ts'

/** More than a shopper reads. */
const most = 12

type Credential = { subjectType: string; subject: string; type: string; no: string }
type Told = NonNullable<TraceView['credentials']>[number]

const toldOf = async (deps: Deps, book: RecordBook, one: Credential): Promise<Told[]> => {
  const key = keys.credential(one.subjectType, one.subject, one.type, one.no)
  const found = await recordsAbout(deps, key, ['issueCredential', 'changeCredentialStatus'])
  const ids = await Promise.all(found.map((record) => book.add(record)))
  // The one that replaces it speaks of it too.
  const own = ids.filter((id) => {
    const kept = book.kept(id)
    return kept?.committed.openings[kept.found.op]?.['no']?.value === one.no
  })
  const [issued, ...changed] = own
  return issued === undefined ? [] : [{ issued, changed }]
}

/** Those that stand or stood; what was replaced is told by what replaced it. */
export const goodsCredentials = async (
  deps: Deps,
  book: RecordBook,
  { batch, product }: Resolved,
): Promise<Pick<TraceView, 'credentials'>> => {
  const rows = await deps.readModel
    .selectFrom('credential')
    .select(['subjectType', 'subject', 'type', 'no'])
    .where('subject', 'in', [batch.organisation, product.id, batch.id])
    .where('status', '!=', 'replaced')
    .orderBy('leaf_index', 'desc')
    .limit(most)
    .execute()
  const told: Told[] = []
  for (const row of rows) told.push(...(await toldOf(deps, book, row)))
  return told.length === 0 ? {} : { credentials: told }
}
