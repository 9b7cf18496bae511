// Who signed: the chain's own registry of users, and the one act that somebody unknown to it may sign.
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { GetState } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import type { Envelope, Openings } from '@ectrace/shared/proof/envelope'
import { userId } from '@ectrace/shared/proof/envelope'
import type { Caller } from './ledger-state.ts'
import { readTyped } from './overlay.ts'
import type { ReadState } from './overlay.ts'

const checkUser = (user: State['user'], envelope: Envelope): void => {
  if (user.status !== 'active') throw fault('USER_REVOKED', 'caller', 'user.active', user.id)
  if (user.custody !== envelope.custody) throw fault('FORBIDDEN', 'custody', 'custody.registered', envelope.custody)
}

/** A key that names itself: its hash is the caller, and the signature must hold under it. */
const selfRegisteredKey = (envelope: Envelope, openings: Openings): string => {
  const registers = envelope.operations[0]?.name === 'registerOrganisation'
  const key = registers ? openings[0]?.publicKey?.value : undefined
  if (typeof key !== 'string' || !/^0[23][0-9a-f]{64}$/.test(key) || userId(key) !== envelope.caller)
    throw fault('UNAUTHENTICATED', 'caller', 'user.registered', envelope.caller)
  return key
}

/**
 * The compressed P-256 key (66 hexadecimal characters) under which the envelope's signature must hold.
 * Throws USER_REVOKED; FORBIDDEN when the custody is not the registered one; UNAUTHENTICATED when the registry does not know the
 * caller and the first operation does not register the organisation of that very key.
 */
export const callerKey = async (envelope: Envelope, openings: Openings, read: ReadState): Promise<string> => {
  const user = await readTyped(read, keys.user(envelope.caller))
  if (user === undefined) return selfRegisteredKey(envelope, openings)
  checkUser(user, envelope)
  return user.publicKey
}

/** The first administrator, before the registry knows the organisation. */
export const founder = (envelope: Envelope, args: Args<'registerOrganisation'>): Caller => ({
  user: envelope.caller,
  organisation: args.id,
  type: args.type,
  level: 'trial',
  roles: ['administrator'],
  custody: envelope.custody,
})

/**
 * The caller as of this operation; undefined when the registry does not know it.
 * Throws USER_REVOKED or FORBIDDEN (custody, or the organisation is suspended).
 */
export const registeredCaller = async (envelope: Envelope, get: GetState): Promise<Caller | undefined> => {
  const user = await get(keys.user(envelope.caller))
  if (user === undefined) return undefined
  checkUser(user, envelope)
  const organisation = await get(keys.organisation(user.organisation))
  if (organisation === undefined)
    throw new AppError('INTERNAL', { details: { missing: keys.organisation(user.organisation) } })
  if (organisation.level === 'suspended')
    throw fault('FORBIDDEN', 'caller', 'organisation.not-suspended', organisation.id)
  return {
    user: user.id,
    organisation: organisation.id,
    type: organisation.type,
    level: organisation.level,
    roles: user.roles,
    custody: user.custody,
  }
}
