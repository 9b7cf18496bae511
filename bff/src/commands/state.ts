// Reads of the chain's own state: what acts are decided on. The ledger checks each value against its digest.
import { fault } from '@ectrace/shared/errors'
import type { GetState, StateKey } from '@ectrace/shared/ledger/keys'
import type { Ledger } from '@ectrace/shared/ledger/ledger'

/** All that reading needs of the dependencies. */
export type Reading = { ledger: Pick<Ledger, 'read'> }

/** The value under a key, as the rules wrote it. */
export const readState = async <T>({ ledger }: Reading, key: StateKey<T>): Promise<T | undefined> =>
  // A key carries the type of the values that rules put under it.
  (await ledger.read(key))?.value as T | undefined

/** `readState` as functions of `shared/` ask for it. */
export const readingOf =
  (deps: Reading): GetState =>
  (key) =>
    readState(deps, key)

/** Throws NOT_FOUND naming the field that named it. */
export const mustRead = async <T>(deps: Reading, key: StateKey<T>, field: string): Promise<T> => {
  const value = await readState(deps, key)
  if (value === undefined) throw fault('NOT_FOUND', field, 'exists')
  return value
}
