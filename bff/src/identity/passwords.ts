// Password hashes: argon2id, a few at a time, and the same work whether a login exists or not.
import { hash, verify } from '@node-rs/argon2'
import { AppError } from '@ectrace/shared/errors'

/** OWASP Password Storage: argon2id (2 in RFC 9106 §3.1) with 19 MiB, 2 passes, 1 lane. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Hashing shares libuv's threads with the ledger's signature checks: a flood of logins must not take them all. */
const atOnce = 2
const mostWaiting = 100
const waiting: (() => void)[] = []
let running = 0

const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  if (waiting.length >= mostWaiting) throw new AppError('RATE_LIMITED', { details: { retryAfter: 5 } })
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}

/** What two people typing the same password must both get: Unicode NFKC (RFC 8265 §4). */
const normal = (password: string): string => password.normalize('NFKC')

/** The encoded argon2id hash of a new password, with its own random salt. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(normal(password), cost))

/** A hash that no password has: checked for unknown logins, so that they take as long as known ones. */
const nobody = '$argon2id$v=19$m=19456,t=2,p=1$ZWN0cmFjZS1ub2JvZHktMQ$0000000000000000000000000000000000000000000'

/** Whether the password is the one behind `stored`; with `undefined` (no such login) false, after the same work. */
export const passwordHolds = async (stored: string | undefined, password: string): Promise<boolean> => {
  const holds = await inTurn(() => verify(stored ?? nobody, normal(password)))
  return stored !== undefined && holds
}
