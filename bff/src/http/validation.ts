// Parses what came from outside with a zod schema and turns every broken rule into a short, named fault.
import { AppError } from '@ectrace/shared/errors'
import type { FieldFault } from '@ectrace/shared/errors'
import type { z } from 'zod'

const mostFaults = 20
const longestField = 120
const longestValue = 40
/** What stands in such a field is never repeated in an answer. */
const secret = /^(password|refresh|token|setupToken|signature|publicKey|phone)$/

type Issue = z.core.$ZodRawIssue
type Rules = { [C in NonNullable<Issue['code']>]?: (issue: Extract<Issue, { code: C }>) => string }

const rules: Rules = {
  invalid_type: (issue) => (issue.input === undefined ? 'required' : `type.${issue.expected}`),
  too_small: (issue) => `min.${String(issue.minimum)}`,
  too_big: (issue) => `max.${String(issue.maximum)}`,
  invalid_format: (issue) => `format.${issue.format}`,
  not_multiple_of: (issue) => `multiple_of.${String(issue.divisor)}`,
  unrecognized_keys: () => 'unknown',
  invalid_value: () => 'one_of',
  invalid_union: () => 'one_of',
}

/** Name of the rule for what the schema itself gives no name: `required`, `min.1`, `format.regex` … */
const ruleOf = (issue: Issue): string => {
  const name = rules[issue.code] as ((issue: Issue) => string) | undefined
  return name?.(issue) ?? 'invalid'
}

const shortValue = (path: readonly PropertyKey[], input: unknown): string | undefined => {
  if (path.some((part) => typeof part === 'string' && secret.test(part))) return undefined
  if (typeof input === 'number' || typeof input === 'boolean') return String(input)
  return typeof input === 'string' && input.length <= longestValue ? input : undefined
}

const faultsOf = (issue: z.core.$ZodIssue): FieldFault[] => {
  const at = (extra: readonly string[]): string =>
    [...issue.path.map(String), ...extra].join('.').slice(0, longestField)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ field: at([key]), rule: 'unknown' }))
  const value = shortValue(issue.path, issue.input)
  const instead: unknown = issue.code === 'custom' ? issue.params?.['instead'] : undefined
  return [
    {
      field: at([]),
      rule: issue.message.slice(0, longestField),
      ...(value !== undefined && { value }),
      ...(typeof instead === 'string' && { instead }),
    },
  ]
}

/** The parsed value. Throws VALIDATION_FAILED with at most 20 faults {field, rule, value?}; secrets are never repeated. */
export const parsed = <S extends z.ZodType>(schema: S, input: unknown): z.output<S> => {
  const result = schema.safeParse(input, { error: ruleOf, reportInput: true })
  if (result.success) return result.data
  const faults = result.error.issues.slice(0, mostFaults).flatMap(faultsOf).slice(0, mostFaults)
  throw new AppError('VALIDATION_FAILED', { details: { faults } })
}
