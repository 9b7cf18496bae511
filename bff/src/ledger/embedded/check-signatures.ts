// Did the people whom the registry knew at that moment sign what the log holds? From stored writes alone, no rule is run.
import { AppError } from '@ectrace/shared/errors'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { userId } from '@ectrace/shared/proof/envelope'
import { checkFields } from '@ectrace/shared/proof/record'
import type { TransactionRecord } from './block.ts'
import type { CheckedBlock } from './check-block.ts'
import { damaged } from './damaged.ts'
import type { Place } from './damaged.ts'
import { verifySignature } from '@ectrace/contracts/fabric/verify-signature'

/** User id -> compressed key and status, as of the block before. */
export type Registry = Map<string, { publicKey: string; status: string }>

const userPrefix = 'user/'

const textMember = (value: Json, name: string): string => {
  const member =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? new Map(Object.entries(value)).get(name)
      : undefined
  return typeof member === 'string' ? member : ''
}

const register = (registry: Registry, { writes }: TransactionRecord): void => {
  for (const { key, value } of writes) {
    if (!key.startsWith(userPrefix)) continue
    registry.set(key.slice(userPrefix.length), {
      publicKey: textMember(value, 'publicKey'),
      status: textMember(value, 'status'),
    })
  }
}

/** The key that must have signed; somebody whom the registry does not know may only register an organisation and so himself. */
const signerKey = ({ leaf, writes }: TransactionRecord, registry: Registry, at: Place): string => {
  const { caller, operations } = leaf.envelope
  const known = registry.get(caller)
  if (known && known.status !== 'active') throw damaged(`user ${caller} had been revoked`, at)
  const own =
    operations[0]?.name === 'registerOrganisation' ? writes.find(({ key }) => key === userPrefix + caller) : undefined
  const publicKey = known?.publicKey ?? (own && textMember(own.value, 'publicKey'))
  if (publicKey === undefined) throw damaged(`user ${caller} was not registered`, at)
  if (!/^0[23][0-9a-f]{64}$/.test(publicKey) || userId(publicKey) !== caller)
    throw damaged(`the key of user ${caller} is another's`, at)
  return publicKey
}

const checkOpenings = ({ leaf, openings }: TransactionRecord, at: Place): void => {
  leaf.envelope.operations.forEach(({ args }, operation) => {
    const [wrong] = checkFields({ digests: args, openings: openings[operation] ?? {} })
    if (wrong)
      throw damaged('the stored value is not the one that was signed', {
        ...at,
        field: `openings.${operation}.${wrong.field}`,
      })
  })
}

const checkOne = async (record: TransactionRecord, publicKey: string, at: Place): Promise<void> => {
  checkOpenings(record, at)
  try {
    await verifySignature(canonicalBytes(record.leaf.envelope), record.leaf.signature, publicKey)
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    throw damaged(
      `the signature is not by user ${record.leaf.envelope.caller}`,
      { ...at, field: 'leaf.signature' },
      cause,
    )
  }
}

/**
 * Checks every signature and opening of a block against the registry as of each transaction, and brings the registry forward.
 * Throws LEDGER_DAMAGED with `index` and `field`.
 */
export const checkSignatures = async (block: CheckedBlock, registry: Registry, place: Place): Promise<void> => {
  const checks = block.records.map((record, index): [TransactionRecord, string, Place] => {
    const at = { ...place, index }
    const publicKey = signerKey(record, registry, { ...at, field: 'leaf.envelope.caller' })
    register(registry, record)
    return [record, publicKey, at]
  })
  for (const [record, publicKey, at] of checks) await checkOne(record, publicKey, at)
}
