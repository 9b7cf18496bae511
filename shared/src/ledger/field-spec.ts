// How a field of a transaction is declared: its schema, who may see it, how it stands on chain. Zod: server and rules only.
import type { z } from 'zod'
import * as f from '../schema/fields.ts'

/** Who may see a field: everybody; everybody if the organisation agrees to be named; parties of the act (and regulators); regulators. */
export type Audience = 'public' | 'named' | 'parties' | 'regulator'
/** `digestOnly`: the chain holds only the salted digest; value and salt stay in the vault. */
export type FieldSpec<S extends z.ZodType = z.ZodType> = { schema: S; audience: Audience; digestOnly?: true }
export type TransactionTable = Record<string, { contract: string; version: number; fields: Record<string, FieldSpec> }>

export const open = <S extends z.ZodType>(schema: S): FieldSpec<S> => ({ schema, audience: 'public' })
export const named = <S extends z.ZodType>(schema: S): FieldSpec<S> => ({ schema, audience: 'named' })
export const parties = <S extends z.ZodType>(schema: S): FieldSpec<S> => ({ schema, audience: 'parties' })
/** In a rule's arguments such a field is `{ digest }`. */
export const digestOnly = (audience: Audience): FieldSpec<typeof f.digested> => ({
  schema: f.digested,
  audience,
  digestOnly: true,
})
