// People with P-256 keys who sign real submissions, quickly enough to fill a log of a million transactions.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { leafHash } from '@ectrace/bff/ledger/embedded/digest'
import type { Submission } from '@ectrace/shared/ledger/ledger'
import { fieldsOf, transactions } from '@ectrace/shared/ledger/transactions'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import { canonical } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { userId } from '@ectrace/shared/proof/envelope'
import type { Envelope, Opening } from '@ectrace/shared/proof/envelope'

export type Person = { user: string; publicKey: string; key: KeyObject }
export type Act = { name: TransactionName; fields: Record<string, Json> }

/** The digest of nothing in particular, where an act wants one. */
export const anyDigest = '00'.repeat(32)

export const makePerson = (): Person => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const odd = (Buffer.from(y, 'base64url').at(-1) ?? 0) % 2 === 1
  const compressed = (odd ? '03' : '02') + Buffer.from(x, 'base64url').toString('hex')
  return { user: userId(compressed), publicKey: compressed, key: privateKey }
}

/** As makeOperation of shared/src/proof/envelope.ts, with OpenSSL's SHA-256. */
const commit = ({ name, fields }: Act): { args: Record<string, string>; openings: Record<string, Opening> } => {
  const specs = fieldsOf(name)
  const args: Record<string, string> = {}
  const openings: Record<string, Opening> = {}
  for (const [field, value] of Object.entries(fields)) {
    const salt = randomBytes(16).toString('hex')
    args[field] = leafHash(Buffer.from(canonical([field, salt, value]))).toString('hex')
    if (specs[field]?.digestOnly !== true) openings[field] = { salt, value }
  }
  return { args, openings }
}

/** `act` in an envelope for `log` (its origin) and the default channel, signed by `who`, of `now` (milliseconds). */
export const signed = (who: Person, log: string, act: Act, now: number): Submission => {
  const { contract, version } = transactions[act.name]
  const { args, openings } = commit(act)
  const envelope: Envelope = {
    v: 1,
    log,
    channel: 'trace',
    operations: [{ contract, version, name: act.name, args }],
    caller: who.user,
    custody: 'hosted',
    time: new Date(now).toISOString(),
    nonce: randomBytes(32).toString('hex'),
    request: randomBytes(32).toString('hex'),
  }
  const bytes = Buffer.from(canonical(envelope))
  const signature = sign('sha256', bytes, { key: who.key, dsaEncoding: 'ieee-p1363' }).toString('hex')
  return { envelope, signature, openings: [openings] }
}
