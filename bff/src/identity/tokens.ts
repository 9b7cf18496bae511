// Access tokens: 15 minutes, HS256 under a key that is derived from a secret in the vault, everything but our own form refused.
import { SignJWT, errors, jwtVerify } from 'jose'
import { AppError } from '@ectrace/shared/errors'
import type { Vault } from '../store/vault.ts'
import type { Signer } from './signer.ts'

/** Seconds. */
export const tokenLife = 900
/** Tokens of ours that need not be verified again before they are over; some 300 bytes each. */
const mostKnown = 10_000
const issuer = 'ectrace'
const audience = 'ectrace-api'
export const tokenSecret = 'token'

export type TokenClaims = { session: string; user: string }
export type Tokens = {
  /** `expiresAt` in milliseconds. */
  make(claims: TokenClaims): Promise<{ token: string; expiresAt: number }>
  /** Throws SESSION_EXPIRED when it is over, UNAUTHENTICATED for everything else that is not a token of ours. */
  read(token: string): Promise<TokenClaims>
}

/** The secret itself stays in the signer; what is held here signs tokens and nothing else. */
const deriveKey = async (vault: Vault, signer: Signer): Promise<Uint8Array> => {
  const row = await vault.selectFrom('secret').select('wrapped').where('name', '=', tokenSecret).executeTakeFirst()
  if (row === undefined) throw new AppError('NOT_READY', { details: { part: 'token secret' } })
  return signer.mac(row.wrapped, Buffer.from('ectrace access token v1'), tokenSecret)
}

export const openTokens = async ({
  vault,
  signer,
  clock,
}: {
  vault: Vault
  signer: Signer
  clock: () => number
}): Promise<Tokens> => {
  const key = await deriveKey(vault, signer)
  const make: Tokens['make'] = async ({ session, user }) => {
    const issuedAt = Math.floor(clock() / 1_000)
    const expires = issuedAt + tokenLife
    const token = await new SignJWT({ sid: session })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(user)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expires)
      .sign(key)
    return { token, expiresAt: expires * 1_000 }
  }
  const verified = async (token: string): Promise<TokenClaims & { expires: number }> => {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        issuer,
        audience,
        typ: 'JWT',
        requiredClaims: ['sub', 'sid', 'exp'],
        currentDate: new Date(clock()),
      })
      const { sub, sid, exp } = payload
      if (typeof sub !== 'string' || typeof sid !== 'string' || exp === undefined) throw new AppError('UNAUTHENTICATED')
      return { session: sid, user: sub, expires: exp * 1_000 }
    } catch (error) {
      throw new AppError(error instanceof errors.JWTExpired ? 'SESSION_EXPIRED' : 'UNAUTHENTICATED')
    }
  }
  const known = new Map<string, TokenClaims & { expires: number }>()
  /** Whether its session still lives is asked elsewhere, each time. */
  const read: Tokens['read'] = async (token) => {
    const found = known.get(token)
    if (found !== undefined && found.expires > clock()) return found
    known.delete(token)
    const claims = await verified(token)
    known.set(token, claims)
    const [oldest] = known.keys()
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
    return claims
  }
  return { make, read }
}
