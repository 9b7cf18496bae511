// What an error of the database means to those who catch it, whichever engine it comes from.
import { breaksConstraint, meetsOtherTables } from './postgres-errors.ts'
import { isSqliteConstraint, isSqliteSchema } from './sqlite-errors.ts'

/** A row contradicts one that is there. */
export const isConstraintError = (error: unknown): boolean => isSqliteConstraint(error) || breaksConstraint(error)

/** A table or a column is not there any more. */
export const isSchemaError = (error: unknown): boolean => isSqliteSchema(error) || meetsOtherTables(error)
