// A state value as a row of the read model, and a column back as the value that the chain has. Pure.
import { AppError } from '@ectrace/shared/errors'
import { canonical } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import type { StateEntry } from '@ectrace/shared/ledger/ledger'
import type { State } from '@ectrace/shared/ledger/state'
import { columnsOf, stateKinds } from '../store/state-columns.ts'
import type { ColumnKind, StateKind, StateRow, Written } from '../store/state-columns.ts'

/** What SQLite keeps in a column. */
export type Stored = string | number | null
/** A row whose columns are those of `kind`. */
export type Row = Written & Readonly<Record<string, Stored>>
export type Projected = { kind: StateKind; row: Row }
/** What is projected of a state entry: the digest was checked by the ledger that gave it. */
export type Entry = Omit<StateEntry, 'digest'>

/** By the first part of their keys. */
const kinds: ReadonlyMap<string, StateKind> = new Map(
  stateKinds.map((kind) => [kind === 'organisation' ? 'org' : kind, kind]),
)

/** The kind of value under a state key, by the key's first part; undefined for a key that no kind has. */
export const kindOf = (key: string): StateKind | undefined => {
  const end = key.indexOf('/')
  return kinds.get(end < 0 ? key : key.slice(0, end))
}

const cannot = (key: string, member: string, rule: string): AppError =>
  new AppError('INTERNAL', {
    details: { key, member, rule },
    cause: new Error(`The read model has no place for ${key} ${member}: ${rule}`),
  })

const fits: Record<'text' | 'integer' | 'boolean' | 'json', (value: Json) => Stored | undefined> = {
  text: (value) => (typeof value === 'string' ? value : undefined),
  integer: (value) => (typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? Number(value) : undefined),
  json: (value) => canonical(value),
}

const plainKind = (kind: ColumnKind): 'text' | 'integer' | 'boolean' | 'json' =>
  kind.startsWith('text')
    ? 'text'
    : kind.startsWith('integer')
      ? 'integer'
      : kind.startsWith('boolean')
        ? 'boolean'
        : 'json'

type Column = { member: string; type: ColumnKind; isOptional: boolean; fit: (value: Json) => Stored | undefined }

const columns: ReadonlyMap<StateKind, readonly Column[]> = new Map(
  stateKinds.map((kind) => [
    kind,
    Object.entries(columnsOf(kind)).map(([member, type]) => ({
      ...{ member, type, isOptional: type.endsWith('?') },
      fit: fits[plainKind(type)],
    })),
  ]),
)

const stored = (key: string, { member, type, isOptional, fit }: Column, value: Json | undefined): Stored => {
  if (value === undefined && isOptional) return null
  const fitted = value === undefined ? undefined : fit(value)
  if (fitted === undefined) throw cannot(key, member, type)
  return fitted
}

type Members = Readonly<Record<string, Json | undefined>>

const membersOf = (key: string, kind: StateKind, value: Json): Members => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw cannot(key, '', 'object')
  for (const member of Object.keys(value))
    if (!Object.hasOwn(columnsOf(kind), member)) throw cannot(key, member, 'known member')
  return value as Members
}

/**
 * The row of a state entry. Throws INTERNAL, naming key and member, for a key of no kind and for a value with a member that is
 * unknown, missing or of another type: a read model that leaves something out would hide it.
 */
export const project = ({ key, value, height, index, transaction, leafIndex }: Entry): Projected => {
  const kind = kindOf(key)
  if (kind === undefined) throw cannot(key, '', 'known kind')
  const members = membersOf(key, kind, value)
  const row: Written & Record<string, Stored> = { key, height, tx_index: index, transaction, leaf_index: leafIndex }
  for (const column of columns.get(kind) ?? []) row[column.member] = stored(key, column, members[column.member])
  return { kind, row }
}

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch {
    // Only a column edited by hand is no JSON: shown as it stands, its digest will differ.
    return text
  }
}

/**
 * The chain's value of a stored column, undefined where the member is absent. A column that was edited by hand gives whatever it
 * says: it is never refused here, so that a page can show and blame it.
 */
export const columnValue = (kind: StateKind, column: string, value: Stored): Json | undefined => {
  if (value === null) return undefined
  const type = columnsOf(kind)[column]
  if (type === undefined || typeof value === 'number') {
    return type?.startsWith('boolean') === true && (value === 0 || value === 1) ? value === 1 : value
  }
  return plainKind(type) === 'json' ? parsed(value) : value
}

/**
 * The state value in a row. Throws STATE_DIGEST_MISMATCH, naming table, key and column, for JSON that was edited until it is none;
 * other edits pass: what must be believed is read from the chain.
 */
export const valueOfRow = <K extends StateKind>(kind: K, row: StateRow<K>): State[K] => {
  const stored: Readonly<Record<string, Stored>> = row
  const members = Object.entries(columnsOf(kind)).flatMap(([column, type]): [string, Json][] => {
    const value = columnValue(kind, column, stored[column] ?? null)
    if (plainKind(type) === 'json' && typeof value === 'string') {
      throw new AppError('STATE_DIGEST_MISMATCH', { details: { table: kind, key: row.key, column } })
    }
    return value === undefined ? [] : [[column, value]]
  })
  // The columns are the kind's members, by the type of `stateColumns`.
  return Object.fromEntries(members) as State[K]
}
