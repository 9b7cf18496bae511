// One difference between the read model and the chain, and how rows are compared.
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Stored } from './project.ts'

/**
 * `column` `*` is the whole row: without `stored` it is missing, without `original` it should not be there. `key` is the state
 * key, for `record` `{transaction}.{op}`, for `record_subject` and `subject` the subject, for `event_batch` the event's key.
 * `transaction` and `op` name the record that it concerns; '' when that could not be found out.
 */
export type TamperedColumn = {
  table: string
  key: string
  column: string
  stored?: Json
  original?: Json
  transaction: string
  op: number
}

export type Place = Pick<TamperedColumn, 'table' | 'key' | 'transaction' | 'op'>

/** A difference, with the values that are there. */
export const tampered = (
  place: Place,
  column: string,
  stored: Json | undefined,
  original: Json | undefined,
): TamperedColumn => ({
  ...place,
  column,
  ...(stored !== undefined && { stored }),
  ...(original !== undefined && { original }),
})

type AnyRow = Readonly<Record<string, Stored>>
/** How a stored column reads as a value of the chain. */
type Reading = (column: string, stored: Stored) => Json | undefined

const plain: Reading = (_, stored) => stored ?? undefined

/** The columns of `original` in which `stored` differs. A column that only `stored` has is none of the projection's. */
export const differingColumns = (
  place: Place,
  stored: AnyRow,
  original: AnyRow,
  read: Reading = plain,
): TamperedColumn[] =>
  Object.entries(original)
    .filter(([column, value]) => stored[column] !== value)
    .map(([column, value]) => tampered(place, column, read(column, stored[column] ?? null), read(column, value)))

/** A whole row: its columns as an object. */
export const rowAsJson = (row: AnyRow, read: Reading = plain): Json =>
  Object.fromEntries(
    Object.entries(row)
      .map(([column, stored]) => [column, read(column, stored)] as const)
      .filter((entry): entry is readonly [string, Json] => entry[1] !== undefined),
  )
