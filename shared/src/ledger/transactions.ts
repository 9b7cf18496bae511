// Every transaction: its contract, version, fields (schema, who may see them, how they stand on chain). Zod: server and rules only.
import { z } from 'zod'
import { codeTransactions } from './code-transactions.ts'
import type { FieldSpec, TransactionTable } from './field-spec.ts'
import { identityTransactions } from './identity-transactions.ts'
import { safetyTransactions } from './safety-transactions.ts'
import { traceTransactions } from './trace-transactions.ts'
import { tradeTransactions } from './trade-transactions.ts'

export const transactions = {
  ...identityTransactions,
  ...traceTransactions,
  ...tradeTransactions,
  ...safetyTransactions,
  ...codeTransactions,
} as const satisfies TransactionTable

export type TransactionName = keyof typeof transactions
type Fields<N extends TransactionName> = (typeof transactions)[N]['fields']
type Optional<F> = {
  [K in keyof F]: F[K] extends { schema: infer S } ? (undefined extends z.output<S & z.ZodType> ? K : never) : never
}[keyof F]

/** Arguments of a transaction as a rule sees them, after parsing. */
export type Args<N extends TransactionName> = {
  [K in Exclude<keyof Fields<N>, Optional<Fields<N>>>]: Fields<N>[K] extends { schema: infer S extends z.ZodType }
    ? z.output<S>
    : never
} & {
  [K in Optional<Fields<N>>]?: Fields<N>[K] extends { schema: infer S extends z.ZodType }
    ? Exclude<z.output<S>, undefined>
    : never
}

export const transactionNames = Object.keys(transactions) as TransactionName[]
export const isTransactionName = (name: string): name is TransactionName => Object.hasOwn(transactions, name)

/** The strict object schema of a transaction's arguments. */
export const argsSchema = (name: TransactionName): z.ZodObject =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(transactions[name].fields as Record<string, FieldSpec>).map(([field, spec]) => [
        field,
        spec.schema,
      ]),
    ),
  )

export const fieldsOf = (name: TransactionName): Record<string, FieldSpec> => transactions[name].fields
