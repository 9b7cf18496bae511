// Keys that never leave their owner, for programs: a new one from the system's random numbers.
import { randomBytes } from 'node:crypto'
import { newOwnKey, ownKeySeedLength, type OwnKey } from '@ectrace/shared/proof/own-key'

/** A new P-256 key. What the server prepared is signed with `signPrepared` of shared/src/proof/own-key.ts. */
export const createOwnKey = (): OwnKey => newOwnKey(randomBytes(ownKeySeedLength))
