// The records that stand behind a trace: who signed, for which organisation, verified by whom, at which place, of which product.
import type { TraceView } from '@ectrace/shared/api/views'
import { keys } from '@ectrace/shared/ledger/keys'
import { mustRead } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { recordId, recordsAbout } from './find-records.ts'
import type { RecordBook } from './record-book.ts'

type Subjects = TraceView['subjects']

/** The value of a public field as the chain has it. */
const opened = (book: RecordBook, id: string, field: string): string | undefined => {
  const kept = book.kept(id)
  const value = kept?.committed.openings[kept.found.op]?.[field]?.value
  return typeof value === 'string' ? value : undefined
}

const addOne = async (
  deps: Deps,
  book: RecordBook,
  subject: string,
  name: 'createPlace' | 'createProduct',
): Promise<string | undefined> => {
  const [first] = await recordsAbout(deps, subject, [name])
  return first === undefined ? undefined : book.add(first)
}

const addOrganisation = async (deps: Deps, book: RecordBook, id: string, into: Subjects): Promise<void> => {
  if (into.organisations[id] !== undefined) return
  const { level } = await mustRead(deps, keys.organisation(id), 'organisation')
  const found = await recordsAbout(deps, keys.organisation(id), ['registerOrganisation', 'verifyOrganisation'])
  const registered = found.find(({ name }) => name === 'registerOrganisation')
  const verified = found.filter(({ name }) => name === 'verifyOrganisation').at(-1)
  if (registered === undefined) return
  into.organisations[id] = {
    registered: await book.add(registered),
    ...(verified === undefined ? {} : { verified: await book.add(verified) }),
    level,
  }
}

const addUser = async (deps: Deps, book: RecordBook, user: string, into: Subjects): Promise<void> => {
  if (into.users[user] !== undefined) return
  const { organisation } = await mustRead(deps, keys.user(user), 'user')
  const [enrolled] = await recordsAbout(deps, keys.user(user), ['registerOrganisation', 'enrolUser'])
  if (enrolled === undefined) return
  into.users[user] = { enrolled: await book.add(enrolled), organisation }
  await addOrganisation(deps, book, organisation, into)
}

/** Completes `into` until every signer of every record in the book is known, and theirs, and so on up to the operator. */
export const addSubjects = async (deps: Deps, book: RecordBook, into: Subjects): Promise<void> => {
  for (const { found } of book.all()) {
    const id = recordId(found)
    const place = opened(book, id, 'place')
    if (place !== undefined && into.places[place] === undefined) {
      const record = await addOne(deps, book, keys.place(place), 'createPlace')
      if (record !== undefined) into.places[place] = record
    }
    const product = opened(book, id, 'product')
    if (product !== undefined && into.products[product] === undefined) {
      const record = await addOne(deps, book, keys.product(product), 'createProduct')
      if (record !== undefined) into.products[product] = record
    }
  }
  for (let known = -1; known !== book.all().length;) {
    known = book.all().length
    for (const { found } of book.all()) await addUser(deps, book, found.caller, into)
  }
}
