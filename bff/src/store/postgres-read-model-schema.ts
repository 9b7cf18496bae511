// The read model's tables as PostgreSQL is told them; the version of their text stands in each schema.
import { utf8Encode } from '@ectrace/shared/proof/bytes'
import { sha256Hex } from '@ectrace/shared/proof/hash'
import { watchStatements } from './postgres-watch.ts'
import { indexStatements, readModelTableNames, schemaVersion, tableStatements } from './read-model-schema.ts'
import { inPostgres } from './sql-definition.ts'

export const postgresTables: readonly string[] = tableStatements.map(inPostgres)
/** What comes after the rows where many are put in at once. */
export const postgresIndexes: readonly string[] = [...indexStatements, ...watchStatements(readModelTableNames)]

export const postgresVersion: string = sha256Hex(
  utf8Encode([schemaVersion, ...postgresTables, ...postgresIndexes].join('\n')),
)
