// For tests of a ledger: people with keys, really signed submissions, a folder that goes away.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@ectrace/shared/errors'
import { deriveId } from '@ectrace/shared/ledger/ids'
import type { Committed, Ledger, Placed, Submission } from '@ectrace/shared/ledger/ledger'
import { fieldsOf, transactions } from '@ectrace/shared/ledger/transactions'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import type { Json } from '@ectrace/shared/proof/canonical'
import { envelopeBytes, makeOperation, userId } from '@ectrace/shared/proof/envelope'
import type { Envelope, Opening } from '@ectrace/shared/proof/envelope'

export type Person = { user: string; publicKey: string; key: KeyObject }
export type Act = { name: TransactionName; fields: Record<string, Json> }

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

export const makePerson = (): Person => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const odd = (Buffer.from(y, 'base64url').at(-1) ?? 0) % 2 === 1
  const compressed = (odd ? '03' : '02') + Buffer.from(x, 'base64url').toString('hex')
  return { user: userId(compressed), publicKey: compressed, key: privateKey }
}

const operationOf = ({ name, fields }: Act): ReturnType<typeof makeOperation> => {
  const { contract, version } = transactions[name]
  const digestOnly = Object.entries(fieldsOf(name)).flatMap(([field, spec]) =>
    spec.digestOnly === true ? [field] : [],
  )
  const salted = Object.entries(fields).map(([field, value]): [string, Opening] => [
    field,
    { salt: randomBytes(16).toString('hex'), value },
  ])
  return makeOperation(contract, version, name, Object.fromEntries(salted), digestOnly)
}

/** A signed submission to `log`; `changes` go into the envelope before it is signed. */
export const signedBy = (
  who: Person,
  log: string,
  acts: readonly Act[],
  changes: Partial<Envelope> = {},
): Submission => {
  const made = acts.map(operationOf)
  const envelope: Envelope = {
    v: 1,
    log,
    channel: 'trace',
    operations: made.map(({ operation }) => operation),
    caller: who.user,
    custody: 'hosted',
    time: new Date().toISOString(),
    nonce: randomBytes(32).toString('hex'),
    request: randomBytes(32).toString('hex'),
    ...changes,
  }
  const signature = sign('sha256', envelopeBytes(envelope), { key: who.key, dsaEncoding: 'ieee-p1363' }).toString('hex')
  return { envelope, signature, openings: made.map(({ openings }) => openings) }
}

const foundOrganisation = (who: Person, type: string, value: string): Act => ({
  name: 'registerOrganisation',
  fields: {
    id: deriveId('organisation', who.user),
    scheme: 'foreign',
    value,
    name: `机构 ${value}`,
    type,
    named: true,
    administrator: who.user,
    publicKey: who.publicKey,
    certificate: hashOf('certificate'),
    custody: 'hosted',
  },
})

/** An organisation of the operator with `who` as administrator: the first act of a log. */
export const foundOperator = (who: Person): Act => foundOrganisation(who, 'operator', 'SG-200012345')
export const foundSupplier = (who: Person, value = 'SG-200012346'): Act => foundOrganisation(who, 'supplier', value)

/** A place of the caller's organisation; equal names make the same place, which can be made once. */
export const makePlace = (name: string): Act => ({
  name: 'createPlace',
  fields: { id: deriveId('place', name), name, city: '上海', latitude: '31.230400', longitude: '121.473700' },
})

export const placeKey = (name: string): string => `place/${deriveId('place', name)}`

/** Two folders, for the data and for the keys. */
export type Folders = { dir: string; keyDir: string; remove: () => void }

export const makeFolders = (): Folders => {
  const root = mkdtempSync(join(tmpdir(), 'ledger-'))
  return {
    dir: join(root, 'data', 'ledger'),
    keyDir: join(root, 'keys'),
    remove: () => {
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** What stands on chain at that place. */
export const readBack = async (ledger: Ledger, { transaction }: Placed): Promise<Committed> => {
  const committed = await ledger.transaction(transaction)
  if (committed === undefined) throw new Error(`${transaction} is not on chain`)
  return committed
}

/** The coded error that `act` fails with; anything else fails the test. */
export const refusal = async (act: Promise<unknown>): Promise<AppError> => {
  const error = await act.then(
    () => new Error('it was accepted'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof AppError) return error
  throw error
}
