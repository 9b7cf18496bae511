// Arguments go to a rule as they were signed: no schema may change, fill in or leave out anything of what it takes.
import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { argsSchema, transactionNames } from './transactions.ts'

type Schema = z.core.$ZodType
type Def = {
  type: string
  coerce?: boolean
  checks?: readonly z.core.$ZodCheck[]
  shape?: Readonly<Record<string, Schema>>
  catchall?: Schema
  element?: Schema
  innerType?: Schema
  options?: readonly Schema[]
}

/** Kinds of schema that give back what they were given, or what those within them give back. */
const faithful = ['string', 'number', 'boolean', 'literal', 'enum', 'array', 'object', 'optional', 'nullable', 'union']

/** What is not so in `schema`, by where it stands. */
const changing = (schema: Schema, at: string): string[] => {
  const { type, coerce = false, checks = [], shape = {}, catchall, ...within } = schema._zod.def as Def
  const itself = coerce || !faithful.includes(type) || checks.some(({ _zod }) => _zod.def.check === 'overwrite')
  // An object that is not strict leaves out the members that it does not know.
  const lax = type === 'object' && catchall?._zod.def.type !== 'never'
  const { element, innerType, options = [] } = within
  const parts = [element, innerType, ...options].filter((part) => part !== undefined)
  return [
    ...(itself || lax ? [`${at}: ${type}`] : []),
    ...parts.flatMap((part) => changing(part, at)),
    ...Object.entries(shape).flatMap(([name, member]) => changing(member, `${at}.${name}`)),
  ]
}

test.each(transactionNames)('the schema of %s takes its arguments as they are', (name) => {
  expect(changing(argsSchema(name), name)).toEqual([])
})

test.each([
  ['a default', z.strictObject({ a: z.string().default('x') })],
  ['a transform', z.strictObject({ a: z.array(z.string().transform(Number)) })],
  ['a trim', z.strictObject({ a: z.string().trim().optional() })],
  ['an object that is not strict', z.strictObject({ a: z.union([z.object({}), z.string()]) })],
  ['a number made of something else', z.strictObject({ a: z.coerce.number() })],
])('%s would be noticed', (_case, schema) => {
  expect(changing(schema, 'args')).toHaveLength(1)
})
