// The key under which the account in use seals its session, so that renewed tokens are sealed without asking for the PIN again.
import { hexDecode, hexEncode } from '@ectrace/shared/proof/bytes'
import { forget, readStored, store } from '../platform/storage'

const name = 'session-key'

/** The key, if it is that of `user`. It lies beside the open session that it seals, and opens nothing else. */
export const sessionKeyOf = (user: string): Uint8Array | undefined => {
  const stored = readStored(name)
  if (typeof stored !== 'object' || stored === null) return undefined
  const { user: owner, key } = stored as Record<string, unknown>
  return owner === user && typeof key === 'string' && /^[0-9a-f]{64}$/.test(key) ? hexDecode(key) : undefined
}

export const keepSessionKey = (user: string, key: Uint8Array): void => {
  store(name, { user, key: hexEncode(key) })
}

export const forgetSessionKey = (): void => {
  forget(name)
}
