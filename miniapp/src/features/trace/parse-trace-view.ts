// A trace reply as it comes over the wire: unknown until every member that the page reads has been checked by hand.
import type { PackStep, ProvenRecord, TimelineEntry, TraceView } from '@ectrace/shared/api/views'
import { codeActs, codeStates } from '@ectrace/shared/codes/code-runs'
import { verdicts } from '@ectrace/shared/domain/verdict'
import { organisationLevels } from '@ectrace/shared/domain/organisation'
import { AppError } from '@ectrace/shared/errors'
import { idPattern, type IdKind } from '@ectrace/shared/ledger/ids'
import { checkCodes, checkOutcomes, type Check } from '@ectrace/shared/plausibility/check'
import { maxFields, parseLeaf, type Opening } from '@ectrace/shared/proof/envelope'
import { below, hex, list, membersOf, oneOf, text, whole } from '@ectrace/shared/proof/shape'
import { isTransactionName } from './public-fields'

/** More than any trace that a person could read; what is larger is refused before it costs time. */
const mostRecords = 2_000
const mostSubjects = 2_000
const mostChecks = 20_000
/** Members that a later server adds are passed over, not refused. */
const mostMembers = 40

/** An item in a carton on a pallet lies in two. */
const mostPacks = 3

const recordForm = /^[0-9a-f]{64}\.(?:0|[1-9]\d{0,2})$/
const pathForm = /^\/s\/[\x21-\x7e]{1,200}$/

type Reader<T> = (value: unknown, at: string) => T

const recordId: Reader<string> = (value, at) => text(value, at, recordForm, 'record: {transaction}.{operation}')
const id =
  (kind: IdKind): Reader<string> =>
  (value, at) =>
    text(value, at, idPattern(kind), `id of a ${kind}`)
const words: Reader<string> = (value, at) => text(value, at, /^[^]{0,300}$/, 'text of at most 300 characters')
const flag: Reader<boolean> = (value, at) => oneOf(value === true ? 1 : value === false ? 0 : value, at, [0, 1]) === 1
const hashes: Reader<string[]> = (value, at) => list(value, at, 0, 64).map((hash, n) => hex(hash, below(at, n), 32))

/** `get('x', reader)` reads a member that must be there, `maybe` one that may be absent. */
const open = (value: unknown, at: string) => {
  const members = membersOf(value, at, mostMembers)
  return {
    get: <T>(name: string, read: Reader<T>): T => read(members.get(name), below(at, name)),
    maybe: <N extends string, T>(name: N, read: Reader<T>): { [P in N]?: T } =>
      // A computed name widens to string: the type is what the ternary builds.
      (members.get(name) === undefined ? {} : { [name]: read(members.get(name), below(at, name)) }) as { [P in N]?: T },
    json: (name: string): { [name: string]: Opening['value'] } =>
      // What JSON.parse gave is JSON; which JSON is the digest's business.
      members.get(name) === undefined ? {} : { [name]: members.get(name) as Opening['value'] },
  }
}

const items =
  <T>(read: Reader<T>, most: number): Reader<T[]> =>
  (value, at) =>
    list(value, at, 0, most).map((item, n) => read(item, below(at, n)))

const table =
  <T>(key: Reader<string>, read: Reader<T>, most: number): Reader<Record<string, T>> =>
  (value, at) =>
    Object.fromEntries(
      [...membersOf(value, at, most)].map(([name, item]) => [key(name, at), read(item, below(at, name))] as const),
    )

const opening: Reader<Opening> = (value, at) => {
  const { get, json } = open(value, at)
  const { value: painted } = json('value')
  // A missing value is painted as nothing, and nothing has no digest here.
  return { salt: get('salt', words), value: painted === undefined ? null : painted }
}

const tampered: Reader<ProvenRecord['tampered'][number]> = (value, at) => {
  const { get, json } = open(value, at)
  return { table: get('table', words), column: get('column', words), field: get('field', words), ...json('original') }
}

const transactionName: Reader<ProvenRecord['name']> = (value, at) => {
  const name = words(value, at)
  return isTransactionName(name) ? name : oneOf(name, at, ['recordEvent'])
}

const fieldName: Reader<string> = (value, at) => text(value, at, /^[a-z][A-Za-z0-9]{0,39}$/, 'name of a field')

const record: Reader<ProvenRecord> = (value, at) => {
  const { get } = open(value, at)
  return {
    id: get('id', recordId),
    transaction: get('transaction', (member, path) => hex(member, path, 32)),
    op: get('op', (member, path) => whole(member, path, 0, 999)),
    name: get('name', transactionName),
    leaf: get('leaf', parseLeaf),
    leafIndex: get('leafIndex', (member, path) => whole(member, path, 0)),
    path: get('path', hashes),
    fields: get('fields', table(fieldName, opening, maxFields)),
    withheld: get('withheld', items(words, maxFields)),
    recordedAt: get('recordedAt', words),
    tampered: get('tampered', items(tampered, mostRecords)),
  }
}

const entryKinds = ['batch', 'transformation', 'event', 'codes', 'activation', 'dispatch', 'receipt'] as const

const packStep: Reader<PackStep> = (value, at) => {
  const { get } = open(value, at)
  return {
    record: get('record', recordId),
    index: get('index', (member, path) => whole(member, path, 0)),
    path: get('path', hashes),
  }
}

const unit: Reader<NonNullable<TimelineEntry['unit']>> = (value, at) => {
  const { get, maybe } = open(value, at)
  return {
    line: get('line', (member, path) => whole(member, path, 1)),
    index: get('index', (member, path) => whole(member, path, 0)),
    path: get('path', hashes),
    ...maybe('packs', items(packStep, mostPacks)),
  }
}

const entry: Reader<TimelineEntry> = (value, at) => {
  const { get, maybe } = open(value, at)
  return {
    record: get('record', recordId),
    kind: get('kind', (member, path) => oneOf(member, path, entryKinds)),
    scope: get('scope', (member, path) => oneOf(member, path, ['item', 'batch'])),
    batch: get('batch', id('batch')),
    time: get('time', words),
    ...maybe('unit', unit),
  }
}

type Subjects = TraceView['subjects']

const organisation: Reader<Subjects['organisations'][string]> = (value, at) => {
  const { get, maybe } = open(value, at)
  return {
    registered: get('registered', recordId),
    ...maybe('verified', recordId),
    level: get('level', (member, path) => oneOf(member, path, organisationLevels)),
  }
}

const user: Reader<Subjects['users'][string]> = (value, at) => {
  const { get } = open(value, at)
  return { enrolled: get('enrolled', recordId), organisation: get('organisation', id('organisation')) }
}

const subjects: Reader<Subjects> = (value, at) => {
  const { get } = open(value, at)
  return {
    organisations: get('organisations', table(id('organisation'), organisation, mostSubjects)),
    users: get('users', table(id('user'), user, mostSubjects)),
    places: get('places', table(id('place'), recordId, mostSubjects)),
    products: get('products', table(id('product'), recordId, mostSubjects)),
    batches: get('batches', table(id('batch'), recordId, mostSubjects)),
  }
}

const code: Reader<TraceView['code']> = (value, at) => {
  const { get } = open(value, at)
  return {
    kind: get('kind', (member, path) => oneOf(member, path, ['item', 'batch'])),
    path: get('path', (member, path) => text(member, path, pathForm, 'path of a code')),
  }
}

const membership: Reader<NonNullable<TraceView['membership']>> = (value, at) => {
  const { get } = open(value, at)
  return {
    record: get('record', recordId),
    index: get('index', (member, path) => whole(member, path, 0)),
    path: get('path', hashes),
  }
}

const status: Reader<NonNullable<TraceView['status']>> = (value, at) => {
  const { get } = open(value, at)
  return {
    state: get('state', (member, path) => oneOf(member, path, codeStates)),
    frozen: get('frozen', flag),
    records: get('records', items(recordId, codeActs.length)),
  }
}

const asOf: Reader<TraceView['asOf']> = (value, at) => {
  const { get } = open(value, at)
  return { height: get('height', (member, path) => whole(member, path, 0)), stale: get('stale', flag) }
}

const credential: Reader<NonNullable<TraceView['credentials']>[number]> = (value, at) => {
  const { get } = open(value, at)
  return { issued: get('issued', recordId), changed: get('changed', items(recordId, mostRecords)) }
}

const plausibility: Reader<Check> = (value, at) => {
  const { get, maybe } = open(value, at)
  return {
    code: get('code', (member, path) => oneOf(member, path, checkCodes)),
    outcome: get('outcome', (member, path) => oneOf(member, path, checkOutcomes)),
    records: get('records', items(words, mostRecords)),
    ...maybe('expected', words),
    ...maybe('actual', words),
  }
}

const view: Reader<TraceView> = (value, at) => {
  const { get, maybe } = open(value, at)
  return {
    code: get('code', code),
    channel: get('channel', words),
    asOf: get('asOf', asOf),
    checkpoint: get('checkpoint', (member, path) => text(member, path, /^[^]{0,65536}$/, 'checkpoint')),
    ...maybe('consistency', hashes),
    product: get('product', id('product')),
    batch: get('batch', id('batch')),
    ...maybe('membership', membership),
    ...maybe('status', status),
    timeline: get('timeline', items(entry, mostRecords)),
    ...maybe('credentials', items(credential, mostSubjects)),
    checks: get('checks', items(plausibility, mostChecks)),
    subjects: get('subjects', subjects),
    records: get('records', table(recordId, record, mostRecords)),
    verdict: get('verdict', (member, path) => oneOf(member, path, verdicts)),
    tampered: get(
      'tampered',
      items((item, path) => ({ record: open(item, path).get('record', words), ...tampered(item, path) }), mostRecords),
    ),
  }
}

/** The reply rebuilt member by member. Throws PROOF_MALFORMED naming the member and the rule. */
export const parseTraceView = (value: unknown): TraceView => {
  try {
    return view(value, '')
  } catch (error) {
    if (error instanceof AppError) throw new AppError('PROOF_MALFORMED', { cause: error, details: error.details })
    throw error
  }
}
