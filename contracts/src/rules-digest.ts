// The digest of the rules that a block was made under: it changes with the version of the rulebook and with any transaction's fields.
import { fieldsOf, transactionNames, transactions } from '@ectrace/shared/ledger/transactions'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import { sha256Hex } from '@ectrace/shared/proof/hash'

/** Raised with every change of what a rule accepts or writes. */
export const rulesVersion = '0.5.0'

const definition = (): readonly (readonly [
  contract: string,
  name: string,
  version: number,
  fields: readonly string[],
])[] =>
  transactionNames.map((name) => {
    const { contract, version } = transactions[name]
    const fields = Object.entries(fieldsOf(name)).map(([field, spec]) =>
      spec.digestOnly === true ? `${field}#` : field,
    )
    return [contract, name, version, fields.sort()]
  })

/**
 * Hexadecimal SHA-256 of the canonical {rules: version, transactions: [[contract, name, version, fields]]}, transactions by name, fields
 * sorted, digest-only ones marked with `#`.
 */
export const rulesDigest = (): string => {
  known ??= digest()
  return known
}

let known: string | undefined

const digest = (): string => {
  const byName = [...definition()].sort(([, a], [, b]) => (a < b ? -1 : 1))
  return sha256Hex(canonicalBytes({ rules: rulesVersion, transactions: byName }))
}
