// The chaincode's functions by name, and how what they refuse leaves it.
import { fault } from '@ectrace/shared/errors'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { sha256Hex } from '@ectrace/shared/proof/hash'
import { rulesDigest } from '../rules-digest.ts'
import { errorText } from './error-text.ts'
import { carryChunk, firstMissing, foundLog, openLog, readGenesis } from './found-log.ts'
import { invoke } from './invoke.ts'
import type { QueryStub, Stub } from './stub.ts'
import { isOwnKey, ownKeys, readValue } from './values.ts'

type Answer<S> = (stub: S, args: readonly string[], clock: () => number) => Promise<Uint8Array>

/** What a channel carries: its genesis (null before), whether it takes transactions, and the digest of this endorser's rules. */
const status = async (stub: Stub): Promise<Uint8Array> => {
  const genesis = (await readGenesis(stub)) ?? null
  const open = (await readValue(stub, ownKeys.open)) !== undefined
  return canonicalBytes({ genesis: genesis as unknown as Json, open, rules: rulesDigest() })
}

const mostStates = 1_000

/**
 * A page of the state by key, from `bookmark` on: {states: [[key, SHA-256 of the value]], bookmark}; the last page has an empty
 * bookmark. Keys of the chaincode's own are left out.
 */
const states = async (stub: QueryStub, [bookmark = '']: readonly string[]): Promise<Uint8Array> => {
  const { iterator, metadata } = await stub.getStateByRangeWithPagination('', '', mostStates, bookmark)
  const found: [string, string][] = []
  for (let step = await iterator.next(); ; step = await iterator.next()) {
    const entry = step.value
    if (entry !== undefined && entry.key !== '' && !isOwnKey(entry.key)) found.push([entry.key, sha256Hex(entry.value)])
    if (step.done) break
  }
  await iterator.close()
  return canonicalBytes({ states: found, bookmark: metadata.bookmark })
}

/** The value under a key and Fabric's own bytes of it, as text; empty when there is none. */
const state = async (stub: Stub, [key = '']: readonly string[]): Promise<Uint8Array> => {
  if (key === '') throw fault('VALIDATION_FAILED', 'key', 'state key')
  return stub.getState(key)
}

const functions: Record<string, Answer<QueryStub>> = {
  found: foundLog,
  carry: carryChunk,
  open: openLog,
  invoke,
  status,
  missing: firstMissing,
  states,
  state,
}

/** Runs function `name`. Throws an Error whose message is errorText() of the coded error; then nothing was put. */
export const answer = async (
  stub: QueryStub,
  name: string,
  args: readonly string[],
  clock: () => number,
): Promise<Uint8Array> => {
  try {
    const chosen = Object.hasOwn(functions, name) ? functions[name] : undefined
    if (chosen === undefined)
      throw fault('VALIDATION_FAILED', 'function', Object.keys(functions).join(', '), name.slice(0, 100))
    return await chosen(stub, args, clock)
  } catch (error) {
    throw new Error(errorText(error), { cause: error })
  }
}
