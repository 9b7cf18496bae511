// What rows of a file would become: one act of one row, or of several that belong together.
import type { FieldFault } from '@ectrace/shared/errors'
import type { Act } from '../commands/act.ts'
import type { Deps, Principal } from '../deps.ts'

export type CheckedRow = { row: number; values: Record<string, string>; faults: FieldFault[] }

/** `id`: of the import. Identifiers of what is made derive from it, so that an import can be written once only. */
export type Checking = { deps: Deps; principal: Principal; id: string }

/** `plan` throws an AppError in the words of the request; `placeOf` says which row and column one of its fields came from. */
export type Draft = {
  rows: CheckedRow[]
  plan: () => Promise<Act>
  placeOf: (field: string) => { row: CheckedRow; column: string }
}

/** A draft of one row: the request's fields are the columns'. */
export const draftOfRow = (row: CheckedRow, plan: () => Promise<Act>): Draft => ({
  rows: [row],
  plan,
  placeOf: (field) => ({ row, column: field.split('.')[0] ?? field }),
})

/** A member for a value that is there. */
export const given = <K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } =>
  // A computed name widens to string: the type is what the ternary builds.
  (value === undefined ? {} : { [name]: value }) as { [P in K]?: V }

export const listOf = (text: string | undefined): string[] | undefined =>
  text === undefined ? undefined : text.split(';').filter((part) => part !== '')
