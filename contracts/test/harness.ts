// A chain in memory for tests of rules: really signed envelopes, the registry's own key check, all or nothing.
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { AppError } from '@ectrace/shared/errors'
import type { StateKey } from '@ectrace/shared/ledger/keys'
import { fieldsOf, transactions } from '@ectrace/shared/ledger/transactions'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import { canonical } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { envelopeBytes, makeOperation, transactionId, userId, verifyEnvelope } from '@ectrace/shared/proof/envelope'
import type { Envelope, Opening, Openings } from '@ectrace/shared/proof/envelope'
import { callerKey, execute } from '../src/execute.ts'
import type { Outcome } from '../src/execute.ts'

export type Person = { user: string; publicKey: string; key: KeyObject }
export type Fields = Record<string, Json>
export type Act = { name: TransactionName; fields: Fields }
export type Signed = { envelope: Envelope; signature: string; openings: Openings }

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

export const person = (): Person => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const odd = (Buffer.from(y, 'base64url').at(-1) ?? 0) % 2 === 1
  const compressed = (odd ? '03' : '02') + Buffer.from(x, 'base64url').toString('hex')
  return { user: userId(compressed), publicKey: compressed, key: privateKey }
}

const operationOf = ({ name, fields }: Act, salt: string): ReturnType<typeof makeOperation> => {
  const { contract, version } = transactions[name]
  const digestOnly = Object.entries(fieldsOf(name)).flatMap(([field, spec]) =>
    spec.digestOnly === true ? [field] : [],
  )
  const salted = Object.entries(fields).map(([field, value]): [string, Opening] => [
    field,
    { salt: hash(salt + field).slice(0, 32), value },
  ])
  return makeOperation(contract, version, name, Object.fromEntries(salted), digestOnly)
}

export const signEnvelope = (who: Person, envelope: Envelope): string =>
  sign('sha256', envelopeBytes(envelope), { key: who.key, dsaEncoding: 'ieee-p1363' }).toString('hex')

/** Nobody may change a committed value: a rule that tried would throw. */
const frozen = <T extends Json>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach((member: Json) => frozen(member))
  return Object.freeze(value)
}

export type Chain = {
  /** Signs an envelope of these acts; `changes` are laid over it before. */
  prepare: (who: Person, acts: readonly Act[], changes?: Partial<Envelope>) => Signed
  /** Verifies and executes without writing. */
  run: (signed: Signed) => Promise<Outcome>
  submit: (signed: Signed) => Promise<Outcome>
  act: (who: Person, name: TransactionName, fields: Fields) => Promise<Outcome>
  /** Sets the time of the envelopes to come. */
  at: (time: string) => void
  now: () => string
  get: <T>(key: StateKey<T>) => T | undefined
  /** Puts a value that no transaction of this issue writes. */
  seed: <T>(key: StateKey<T>, value: NoInfer<T>) => void
  values: () => [string, Json][]
  fingerprint: () => string
}

export const memoryChain = (start = '2025-11-22T02:00:00.000Z'): Chain => {
  const state = new Map<string, Json>()
  let now = start
  let count = 0

  const prepare = (who: Person, acts: readonly Act[], changes: Partial<Envelope> = {}): Signed => {
    count += 1
    const made = acts.map((act, i) => operationOf(act, `${count}.${i}.`))
    const envelope: Envelope = {
      v: 1,
      log: 'test/1',
      channel: 'trace',
      operations: made.map(({ operation }) => operation),
      caller: who.user,
      custody: 'hosted',
      time: now,
      nonce: hash(`nonce ${count}`),
      request: hash(`request ${count}`),
      ...changes,
    }
    return { envelope, signature: signEnvelope(who, envelope), openings: made.map(({ openings }) => openings) }
  }
  const run = async ({ envelope, signature, openings }: Signed): Promise<Outcome> => {
    const read = (key: string): Promise<Json | undefined> => Promise.resolve(state.get(key))
    verifyEnvelope(envelope, signature, await callerKey(envelope, openings, read))
    return execute({ envelope, openings, transaction: transactionId(envelope) }, read)
  }
  const submit = async (signed: Signed): Promise<Outcome> => {
    const outcome = await run(signed)
    for (const { key, value } of outcome.writes) state.set(key, frozen(value))
    return outcome
  }
  return {
    prepare,
    run,
    submit,
    act: (who: Person, name: TransactionName, fields: Fields) => submit(prepare(who, [{ name, fields }])),
    at: (time: string): void => {
      now = time
    },
    now: (): string => now,
    get: <T>(key: StateKey<T>): T | undefined => state.get(key) as T | undefined,
    seed: <T>(key: StateKey<T>, value: NoInfer<T>): void =>
      void state.set(key, frozen(JSON.parse(canonical(value)) as Json)),
    values: (): [string, Json][] => [...state],
    fingerprint: (): string => hash(canonical([...state].sort(([a], [b]) => (a < b ? -1 : 1)))),
  }
}

export type Refused = { code: string; field?: string; rule?: string; details: AppError['details'] }

/** Runs an act that has to be refused, checks that nothing was written, and gives the code, the first fault and the details. */
export const refused = async (chain: Chain, act: () => Promise<unknown>): Promise<Refused> => {
  const before = chain.fingerprint()
  const error = await act().then(
    () => new Error('it was accepted'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw error
  if (chain.fingerprint() !== before) throw new Error('a refused act has written something')
  const [first] = error.details.faults ?? []
  return { code: error.code, details: error.details, ...(first && { field: first.field, rule: first.rule }) }
}

/** The field of the only operation. */
export const arg = (field: string): string => `operations.0.args.${field}`
