// Who a user is according to the chain: the registry entry, kept for a few seconds in the fast store.
import { userRoles } from '@ectrace/shared/domain/organisation'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { z } from 'zod'
import type { FastStore } from '../store/fast-store.ts'

const registered = z.object({
  organisation: z.string(),
  roles: z.array(z.enum(userRoles)),
  status: z.enum(['active', 'revoked']),
  custody: z.enum(['hosted', 'own']),
})
export type Registered = z.output<typeof registered>

const lifeSeconds = 5

export type Registry = {
  /** The chain's entry (never the read model's: that one may have been changed by hand); undefined when it has none. */
  read(user: string): Promise<Registered | undefined>
  /** The same, at most five seconds old. */
  find(user: string, session: string): Promise<Registered | undefined>
  forget(session: string): Promise<void>
}

const readCached = (text: string | undefined): Registered | undefined => {
  if (text === undefined) return undefined
  try {
    return registered.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** `channel`: each has its own registry, and its own place in the fast store that all share. */
export const openRegistry = ({
  channel,
  ledger,
  fast,
}: {
  channel: string
  ledger: Ledger
  fast: FastStore
}): Registry => {
  const cacheKey = (session: string): string => `session:${channel}:${session}`
  const read: Registry['read'] = async (user) => {
    const entry = await ledger.read(keys.user(user))
    return entry === undefined ? undefined : registered.parse(entry.value)
  }
  const find: Registry['find'] = async (user, session) => {
    const cached = readCached(await fast.get(cacheKey(session)))
    if (cached !== undefined) return cached
    const found = await read(user)
    if (found !== undefined) await fast.set(cacheKey(session), JSON.stringify(found), lifeSeconds)
    return found
  }
  return { read, find, forget: (session) => fast.del(cacheKey(session)) }
}
