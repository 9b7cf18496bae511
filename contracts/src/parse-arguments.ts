// From digests and their openings to the arguments of a rule: nothing reaches a rule that the signature does not cover.
import { AppError, fault } from '@ectrace/shared/errors'
import type { FieldFault } from '@ectrace/shared/errors'
import {
  argsSchema,
  fieldsOf,
  isTransactionName,
  transactionNames,
  transactions,
} from '@ectrace/shared/ledger/transactions'
import type { Args, TransactionName } from '@ectrace/shared/ledger/transactions'
import type { Opening, Operation } from '@ectrace/shared/proof/envelope'
import { checkFields } from '@ectrace/shared/proof/record'

type Schema = ReturnType<typeof argsSchema>
type Issue = NonNullable<ReturnType<Schema['safeParse']>['error']>['issues'][number]

/** Built once: making a schema costs far more than parsing with it. */
const schemas = new Map<TransactionName, Schema>(transactionNames.map((name) => [name, argsSchema(name)]))

/**
 * The transaction that an operation names. Throws VALIDATION_FAILED at `{at}.name`, `{at}.contract` or `{at}.version` when there is
 * no such transaction.
 */
export const nameOf = (operation: Operation, at: string): TransactionName => {
  const { name, contract, version } = operation
  if (!isTransactionName(name)) throw fault('VALIDATION_FAILED', `${at}.name`, 'transaction.known', name)
  const known = transactions[name]
  if (known.contract !== contract)
    throw fault('VALIDATION_FAILED', `${at}.contract`, 'contract.of-transaction', contract)
  if (known.version !== version) throw fault('VALIDATION_FAILED', `${at}.version`, 'version.known', String(version))
  return name
}

const isOpening = (value: object): boolean =>
  Object.keys(value).length === 2 && Object.hasOwn(value, 'salt') && Object.hasOwn(value, 'value')

const faultOfField = (
  name: TransactionName,
  operation: Operation,
  openings: Record<string, Opening>,
  field: string,
): string | undefined => {
  const spec = Object.hasOwn(fieldsOf(name), field) ? fieldsOf(name)[field] : undefined
  if (spec === undefined) return 'field.known'
  const given = Object.hasOwn(openings, field)
  // Its value and salt belong in the vault: beside the leaf everybody who reads the chain would see them.
  if (spec.digestOnly === true) return given ? 'field.digest-only' : undefined
  if (!given) return 'opening.required'
  return isOpening(openings[field] ?? {}) ? undefined : 'opening.salt-and-value'
}

const checkOpenings = (
  name: TransactionName,
  operation: Operation,
  openings: Record<string, Opening>,
  at: string,
): void => {
  const fields = [...new Set([...Object.keys(operation.args), ...Object.keys(openings)])]
  const faults = fields.flatMap((field): FieldFault[] => {
    const rule = faultOfField(name, operation, openings, field)
    return rule === undefined ? [] : [{ field: `${at}.args.${field}`, rule }]
  })
  if (faults.length > 0) throw new AppError('VALIDATION_FAILED', { details: { faults } })
  const differing = checkFields({ digests: operation.args, openings })
  if (differing.length > 0)
    throw new AppError('FIELD_DIGEST_MISMATCH', {
      details: { faults: differing.map(({ field }) => ({ field: `${at}.args.${field}`, rule: 'digest.of-opening' })) },
    })
}

const ruleOf = (issue: Issue): string => {
  if (issue.code === 'custom' || issue.code === 'invalid_format') return issue.message
  if (issue.code === 'too_small') return `min.${String(issue.minimum)}`
  if (issue.code === 'too_big') return `max.${String(issue.maximum)}`
  if (issue.code === 'invalid_type') return `type.${issue.expected}`
  return issue.code
}

const faultsOf = (issue: Issue, at: string): FieldFault[] => {
  const field = [at, 'args', ...issue.path.map(String)].join('.')
  if (issue.code !== 'unrecognized_keys') return [{ field, rule: ruleOf(issue) }]
  return issue.keys.map((key) => ({ field: `${field}.${key}`, rule: 'field.known' }))
}

const given = ({ args }: Operation, openings: Record<string, Opening>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(args).map(([field, digest]) => {
      const opening = openings[field]
      return [field, opening === undefined ? { digest } : opening.value]
    }),
  )

/**
 * Throws VALIDATION_FAILED with every fault (`operations.0.args.lines.2.quantity` and the rule), or FIELD_DIGEST_MISMATCH naming the
 * fields whose opening is not what was signed.
 */
export const checkArguments = (
  name: TransactionName,
  operation: Operation,
  openings: Record<string, Opening>,
  at: string,
): void => {
  checkOpenings(name, operation, openings, at)
  const parsed = schemas.get(name)?.safeParse(given(operation, openings))
  if (parsed?.success === true) return
  const faults = parsed?.error.issues.flatMap((issue) => faultsOf(issue, at)) ?? []
  throw new AppError('VALIDATION_FAILED', { details: { faults } })
}

/** The arguments of an operation in which checkArguments finds no fault: as they were given, for no schema changes what it takes. */
export const argumentsOf = <N extends TransactionName>(
  _name: N,
  operation: Operation,
  openings: Record<string, Opening>,
): Args<N> => given(operation, openings) as Args<N>
