// The read model's tables and indexes as SQL, made from the column list; its version is the digest of that text.
import { utf8Encode } from '@ectrace/shared/proof/bytes'
import { sha256Hex } from '@ectrace/shared/proof/hash'
import { columnsOf, stateKinds } from './state-columns.ts'
import type { ColumnKind, StateKind } from './state-columns.ts'

/** Raise when the meaning of a column changes and its name does not. */
const meaning = 1

const typeOf = (kind: ColumnKind): string => {
  const type = kind.startsWith('integer') || kind.startsWith('boolean') ? 'integer' : 'text'
  return kind.endsWith('?') ? type : `${type} not null`
}

const written: Readonly<Record<string, ColumnKind>> = {
  height: 'integer',
  tx_index: 'integer',
  transaction: 'text',
  leaf_index: 'integer',
}

const stateTable = (kind: StateKind): string => {
  const columns = Object.entries({ ...written, ...columnsOf(kind) }).map(([name, type]) => `"${name}" ${typeOf(type)}`)
  return `create table "${kind}" ("key" text primary key, ${columns.join(', ')}) strict`
}

const ownTables: Readonly<Record<string, string>> = {
  schema_version: 'create table schema_version (version text primary key) strict',
  record: `create table record (
    "transaction" text not null, op integer not null, name text not null, caller text not null, organisation text not null,
    height integer not null, tx_index integer not null, leaf_index integer not null, recorded_at text not null) strict`,
  record_subject: `create table record_subject (
    subject text not null, n integer not null, "transaction" text not null, op integer not null) strict`,
  subject: 'create table subject (subject text primary key, records integer not null) strict',
  event_batch: `create table event_batch (
    event text not null, position integer not null, batch text not null, primary key (event, position)) strict`,
  cursor:
    'create table cursor (id integer primary key check (id = 1), height integer not null, hash text not null) strict',
}

/** Columns of each index, by table, in the order in which the pages ask. */
const indexes: readonly (readonly [table: string, ...columns: string[]])[] = [
  ['organisation', 'id'],
  ['organisation', 'leaf_index'],
  ['user', 'id'],
  ['user', 'organisation', 'leaf_index'],
  ['place', 'id'],
  ['place', 'organisation', 'leaf_index'],
  ['product', 'id'],
  ['product', 'organisation', 'leaf_index'],
  ['batch', 'id'],
  ['batch', 'organisation', 'leaf_index'],
  ['batch', 'product', 'leaf_index'],
  ['transformation', 'batch'],
  ['codes', 'batch'],
  ['codeRuns', 'batch'],
  ['codeActed', 'batch', 'set'],
  ['scanAnchor', 'leaf_index'],
  ['holding', 'id'],
  ['holding', 'owner', 'batch', 'state'],
  ['holding', 'batch', 'state'],
  ['holding', 'trade'],
  ['unit', 'path'],
  ['unit', 'batch'],
  ['unit', 'holder'],
  ['unit', 'trade'],
  ['event', 'id'],
  ['event', 'organisation', 'leaf_index'],
  ['event_batch', 'batch'],
  ['trade', 'no'],
  ['trade', 'supplier', 'leaf_index'],
  ['trade', 'buyer', 'leaf_index'],
  ['trade', 'state'],
  ['dispatch', 'trade'],
  ['delivery', 'trade'],
  ['receipt', 'trade'],
  ['attempt', 'trade'],
  ['refusal', 'trade'],
  ['unit', 'parent'],
  ['packed', 'batch'],
  ['retirement', 'organisation', 'leaf_index'],
  ['adjustment', 'organisation', 'leaf_index'],
  ['agreement', 'supplier', 'leaf_index'],
  ['agreement', 'buyer', 'leaf_index'],
  ['return', 'trade'],
  ['discrepancy', 'trade'],
  ['discrepancy', 'state', 'answerBy'],
  ['answer', 'trade'],
  ['recall', 'batch'],
  ['recallAct', 'leaf_index'],
  ['credential', 'subject', 'type'],
  ['credential', 'issuer', 'leaf_index'],
  ['record', 'leaf_index'],
  ['record', 'height', 'tx_index'],
  ['record', 'name'],
  ['record', 'organisation', 'leaf_index'],
]

/** Keys of tables whose rows are only added: told after the rows where many are put in at once, for one sort costs less than as many places. */
const uniqueIndexes: typeof indexes = [
  ['record', 'transaction', 'op'],
  ['record_subject', 'subject', 'n'],
  ['record_subject', 'transaction', 'op', 'subject'],
]

const index =
  (kind: 'index' | 'unique index') =>
  ([table, ...columns]: readonly [string, ...string[]]): string =>
    `create ${kind} "${[table, ...columns].join('_')}" on "${table}" (${columns.map((column) => `"${column}"`).join(', ')})`

export const readModelTableNames: readonly string[] = [...stateKinds, ...Object.keys(ownTables)]

export const tableStatements: readonly string[] = [...stateKinds.map(stateTable), ...Object.values(ownTables)]
export const indexStatements: readonly string[] = [
  ...uniqueIndexes.map(index('unique index')),
  ...indexes.map(index('index')),
]

/** In order: tables, then indexes. */
export const readModelStatements: readonly string[] = [...tableStatements, ...indexStatements]

export const schemaVersion: string = sha256Hex(utf8Encode([String(meaning), ...readModelStatements].join('\n')))
