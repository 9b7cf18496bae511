// Who this log is: its random name and epoch, and the node's Ed25519 key, which lies outside the data folder.
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, fault } from '@ectrace/shared/errors'
import { mostEndorsements, verifyEndorsement } from '@ectrace/shared/proof/epoch'
import type { Endorsement } from '@ectrace/shared/proof/epoch'
import { exactly, instant, list, oneOf, text, whole } from '@ectrace/shared/proof/shape'
import { formatVerifierKey, makeVerifierKey, parseVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { genesisHash } from './block.ts'
import type { CheckpointReader, CheckpointSigner, EpochKey } from './checkpoint-note.ts'
import { damaged } from './damaged.ts'
import { makeFolder, writeDurably } from './write-durably.ts'

/**
 * `dir`/log.json. `origin` = `ectrace/{logId}/{epoch}`; `created` is the time of the empty log's checkpoint. `earlier`: the endorsements
 * by which the log came from its first key to this one, in order; `also`: endorsements by keys whose blocks are not in this log.
 */
export type LogDescriptor = {
  v: 1
  logId: string
  epoch: number
  origin: string
  channel: string
  created: string
  verifierKey: string
  earlier?: readonly string[]
  also?: readonly string[]
}

export type LogIdentity = { descriptor: LogDescriptor; signer: CheckpointSigner; reader: CheckpointReader }

export const descriptorFile = (dir: string): string => join(dir, 'log.json')
export const keyFile = (keyDir: string): string => join(keyDir, 'log.key')

/** Puts a new Ed25519 key into `file`. */
export const makeKey = (file: string): void => {
  const { privateKey } = generateKeyPairSync('ed25519')
  writeDurably(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
}

const parseKey = (pem: string): KeyObject => {
  try {
    return createPrivateKey(pem)
  } catch {
    // The parser's message may quote the file: not passed on.
    throw fault('SETTINGS_INVALID', 'log.key', 'Ed25519 private key, PKCS #8 PEM')
  }
}

/** Throws SETTINGS_INVALID when the file is no Ed25519 key or others than its owner may read it. */
export const readKey = (file: string): KeyObject => {
  if ((statSync(file).mode & 0o077) !== 0)
    throw fault('SETTINGS_INVALID', 'log.key', 'readable by its owner alone (mode 0600)')
  const key = parseKey(readFileSync(file, 'utf8'))
  if (key.asymmetricKeyType !== 'ed25519')
    throw fault('SETTINGS_INVALID', 'log.key', 'Ed25519 private key, PKCS #8 PEM')
  return key
}

/** 32 bytes: the last ones of the SubjectPublicKeyInfo (RFC 8410 §4). */
const rawPublicKey = (publicKey: KeyObject): Uint8Array =>
  new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32))

/** The verifier key text under which `origin` is signed with `privateKey`. */
export const verifierKeyOf = (origin: string, privateKey: KeyObject): string =>
  formatVerifierKey(makeVerifierKey(origin, rawPublicKey(createPublicKey(privateKey))))

const ed25519Spki = Buffer.from('302a300506032b6570032100', 'hex')

const epochKey = (verifierKey: string, first: number, last: number): EpochKey => {
  const key = parseVerifierKey(verifierKey)
  const spki = Buffer.concat([ed25519Spki, key.publicKey])
  return { key, publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }), first, last }
}

/**
 * The reader of a log's checkpoints from its verifier key text and what led to it. Each epoch speaks of its own blocks; a new one also
 * of the block that it begins after. Throws CHECKPOINT_MALFORMED or CHECKPOINT_SIGNATURE.
 */
export const checkpointReader = (verifierKey: string, earlier: readonly string[] = []): CheckpointReader => {
  const steps = earlier.map(verifyEndorsement)
  const begins = [0, ...steps.map(({ height }) => height)]
  const keys = [...steps.map(({ from }) => from), verifierKey]
  return keys.map((key, i) => epochKey(key, begins[i] ?? 0, begins[i + 1] ?? Number.MAX_SAFE_INTEGER))
}

/** The height and size after which the newest epoch begins; undefined in the first epoch. */
export const epochBegins = ({ earlier = [] }: LogDescriptor): Endorsement | undefined => {
  const last = earlier.at(-1)
  return last === undefined ? undefined : verifyEndorsement(last)
}

/** What block 1 follows: it never changes, whatever epoch the log is in. */
export const genesisOf = ({ logId }: Pick<LogDescriptor, 'logId'>): string => genesisHash(`ectrace/${logId}/1`)

const parseDescriptor = (json: string): LogDescriptor => {
  const required = 'v logId epoch origin channel created verifierKey'.split(' ')
  const members = exactly(JSON.parse(json), '', required, ['earlier', 'also'])
  const [logId, epoch] = [
    text(members.get('logId'), 'logId', /^[0-9a-f]{32}$/, '32 hexadecimal characters'),
    whole(members.get('epoch'), 'epoch', 1, 9999),
  ]
  return {
    v: oneOf(members.get('v'), 'v', [1]),
    logId,
    epoch,
    origin: oneOf(members.get('origin'), 'origin', [`ectrace/${logId}/${epoch}`]),
    channel: text(members.get('channel'), 'channel', /^[a-z][a-z0-9-]{0,39}$/, 'name of a channel'),
    created: instant(members.get('created'), 'created'),
    verifierKey: text(members.get('verifierKey'), 'verifierKey', /^/, 'text'),
    ...(members.has('earlier') && { earlier: parseNotes(members.get('earlier'), 'earlier') }),
    ...(members.has('also') && { also: parseNotes(members.get('also'), 'also') }),
  }
}

const parseNotes = (value: unknown, path: string): string[] =>
  list(value, path, 1, mostEndorsements).map((note, i) => text(note, `${path}.${i}`, /^/, 'text'))

/** From the first epoch's key to the newest, each step beginning after the one before. Throws CHECKPOINT_MALFORMED. */
const checkSteps = ({ logId, epoch, verifierKey, earlier = [] }: LogDescriptor): void => {
  const steps = earlier.map(verifyEndorsement)
  const follows = steps.every(({ to, height }, i) => {
    const next = steps[i + 1]
    return to === (next?.from ?? verifierKey) && height <= (next?.height ?? height)
  })
  const [first] = steps
  const begins = first === undefined ? epoch === 1 : parseVerifierKey(first.from).name === `ectrace/${logId}/1`
  if (!follows || !begins) throw fault('CHECKPOINT_MALFORMED', 'earlier', 'endorsements from epoch 1 to this one')
}

/** The descriptor in `dir`, or undefined when there is none yet. Throws LEDGER_DAMAGED. */
export const readDescriptor = (dir: string): LogDescriptor | undefined => {
  if (!existsSync(descriptorFile(dir))) return undefined
  try {
    const descriptor = parseDescriptor(readFileSync(descriptorFile(dir), 'utf8'))
    if (parseVerifierKey(descriptor.verifierKey).name !== descriptor.origin)
      throw fault('CHECKPOINT_MALFORMED', 'verifierKey', 'key of the origin')
    checkSteps(descriptor)
    return descriptor
  } catch (cause) {
    const [found] = cause instanceof AppError ? (cause.details.faults ?? []) : []
    throw damaged(`log.json${found ? `: ${found.field} is not ${found.rule}` : ' is not JSON'}`, {}, cause)
  }
}

/** 128 random bits in hexadecimal: not the name of a host. */
export const newLogId = (): string => randomBytes(16).toString('hex')

const makeDescriptor = (privateKey: KeyObject, channel: string, now: number): LogDescriptor => {
  const logId = newLogId()
  const origin = `ectrace/${logId}/1`
  const created = new Date(now).toISOString()
  return { v: 1, logId, epoch: 1, origin, channel, created, verifierKey: verifierKeyOf(origin, privateKey) }
}

type Where = { dir: string; keyDir: string; channel: string; now: number }

/** The key in the folder, made when there is none: a first start may have ended between key and log. */
export const ownKey = (keyDir: string): KeyObject => {
  makeFolder(keyDir, 0o700)
  if (!existsSync(keyFile(keyDir))) makeKey(keyFile(keyDir))
  return readKey(keyFile(keyDir))
}

/** Makes key and descriptor of a new log. */
export const createLog = ({ dir, keyDir, channel, now }: Where): void =>
  writeDescriptor(dir, makeDescriptor(ownKey(keyDir), channel, now))

export const writeDescriptor = (dir: string, descriptor: LogDescriptor): void =>
  writeDurably(descriptorFile(dir), `${JSON.stringify(descriptor, null, 2)}\n`)

/**
 * The log in `dir` with its key. Throws LEDGER_DAMAGED (log.json), SETTINGS_INVALID (the key is missing, readable by others or
 * another log's) or LOG_MISMATCH (the log is another channel's).
 */
export const loadLog = ({ dir, keyDir, channel }: Omit<Where, 'now'>): LogIdentity => {
  const descriptor = readDescriptor(dir)
  if (!descriptor) throw damaged('log.json is missing')
  if (!existsSync(keyFile(keyDir)))
    throw fault('SETTINGS_INVALID', 'log.key', 'the key that signed this log', keyFile(keyDir))
  if (descriptor.channel !== channel)
    throw fault('LOG_MISMATCH', 'channel', `this log is of channel ${descriptor.channel}`, channel)
  const privateKey = readKey(keyFile(keyDir))
  const key = makeVerifierKey(descriptor.origin, rawPublicKey(createPublicKey(privateKey)))
  if (formatVerifierKey(key) !== descriptor.verifierKey)
    throw fault('SETTINGS_INVALID', 'log.key', 'the key that signed this log')
  return {
    descriptor,
    signer: { key, privateKey },
    reader: checkpointReader(descriptor.verifierKey, descriptor.earlier),
  }
}
