// Values between Fabric's state and JSON: read as they were put, put in their canonical form.
import { fault } from '@ectrace/shared/errors'
import { utf8Decode } from '@ectrace/shared/proof/bytes'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Stub } from './stub.ts'

/** Keys of the chaincode's own beside the state of the rules: they belong to no leaf. */
export const ownKeys = {
  /** `{v, attempt}`: only one attempt at a transaction commits. */
  attempt: (transaction: string): string => `tx/${transaction}`,
  genesis: 'chain/genesis',
  /** `{v, origin}` once everything that the genesis names is there: from then on transactions are taken. */
  open: 'chain/open',
  carried: (chunk: number): string => `chain/carried/${chunk}`,
}

export const isOwnKey = (key: string): boolean => key.startsWith('tx/') || key.startsWith('chain/')

/** The value under `key`, or undefined. Throws STATE_DIGEST_MISMATCH for bytes that are no UTF-8. */
export const readValue = async (stub: Stub, key: string): Promise<Json | undefined> => {
  const bytes = await stub.getState(key)
  return bytes.length === 0 ? undefined : (JSON.parse(utf8Decode(bytes, 'STATE_DIGEST_MISMATCH')) as Json)
}

export const putValue = (stub: Stub, key: string, value: Json): Promise<void> =>
  stub.putState(key, canonicalBytes(value))

/** An argument as JSON. Throws VALIDATION_FAILED naming it. */
export const jsonArgument = (field: string, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw fault('VALIDATION_FAILED', field, 'JSON')
  }
}
