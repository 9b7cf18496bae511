// A record's proof as one file: everything that a stranger needs to check it without asking anybody, but the key that he trusts.
import { AppError, fault } from '../errors.ts'
import { hexDecode, hexEncode } from './bytes.ts'
import { canonical, type Json } from './canonical.ts'
import { verifyCheckpoint, type Checkpoint } from './checkpoint.ts'
import { verifyCosignatures, type Cosignature } from './cosignature.ts'
import { maxFields, parseLeaf, type Leaf, type Opening } from './envelope.ts'
import { parseJson } from './json-scan.ts'
import { verifyFreshness, type Seen } from './pin.ts'
import { below, exactly, hex, list, membersOf, oneOf, text, whole } from './shape.ts'
import { verifyRecord, type VerifiedRecord } from './verify-record.ts'

/** Longest file in UTF-16 units: what is larger is refused before anything is done with it. */
export const maxProofFile = 2 * 1024 * 1024

/**
 * `operation` is the position in the leaf's envelope, `fields` the openings that are shown (the others are withheld), `path` the
 * inclusion path of entry `leafIndex` under `checkpoint` (a signed note, perhaps with cosignatures), `publicKey` the signer's key
 * (33 bytes, hexadecimal). `verifierKey` says which log it is from; nobody should trust a key because a file names it.
 */
export type ProofFile = {
  v: 1
  kind: 'ectrace-proof'
  verifierKey: string
  checkpoint: string
  operation: number
  leaf: Leaf
  leafIndex: number
  path: readonly string[]
  fields: Readonly<Record<string, Opening>>
  publicKey: string
}

const members = [
  'v',
  'kind',
  'verifierKey',
  'checkpoint',
  'operation',
  'leaf',
  'leafIndex',
  'path',
  'fields',
  'publicKey',
] as const satisfies (keyof ProofFile)[]

/** The one text of a proof: canonical JSON, and a newline that a reader may do without. Throws NOT_CANONICAL, or PROOF_MALFORMED when it is too long. */
export const makeProofFile = (proof: Omit<ProofFile, 'v' | 'kind'>): string => {
  const made = Object.fromEntries(members.slice(2).map((name) => [name, proof[name as keyof typeof proof]]))
  const written = `${canonical({ v: 1, kind: 'ectrace-proof', ...made })}\n`
  if (written.length > maxProofFile) throw tooLong()
  return written
}

const tooLong = (): AppError => fault('PROOF_MALFORMED', '', `at most ${maxProofFile} characters`)

const openingIn = (value: unknown, path: string): Opening => {
  const opening = exactly(value, path, ['salt', 'value'])
  return {
    salt: hex(opening.get('salt'), below(path, 'salt'), 16),
    // It came out of JSON, so it is JSON.
    value: opening.get('value') as Json,
  }
}

const read = (value: unknown): ProofFile => {
  const file = exactly(value, '', members)
  const fields = [...membersOf(file.get('fields'), 'fields', maxFields)]
  return {
    v: oneOf(file.get('v'), 'v', [1]),
    kind: oneOf(file.get('kind'), 'kind', ['ectrace-proof']),
    verifierKey: text(file.get('verifierKey'), 'verifierKey', /^[^\n]{1,400}$/, 'verifier key'),
    checkpoint: text(file.get('checkpoint'), 'checkpoint', /^[^]{1,65536}$/, 'signed note of at most 64 KiB'),
    operation: whole(file.get('operation'), 'operation', 0, 999),
    leaf: parseLeaf(file.get('leaf'), 'leaf'),
    leafIndex: whole(file.get('leafIndex'), 'leafIndex', 0),
    path: list(file.get('path'), 'path', 0, 64).map((hash, n) => hex(hash, below('path', n), 32)),
    fields: Object.fromEntries(fields.map(([name, opening]) => [name, openingIn(opening, below('fields', name))])),
    publicKey: hex(file.get('publicKey'), 'publicKey', 33),
  }
}

const refuse = (cause: AppError): AppError => new AppError('PROOF_MALFORMED', { cause, details: cause.details })

/**
 * The proof in `file`, read and not yet believed. Throws PROOF_MALFORMED naming member and rule: longer than 2 MiB, more than 64 levels,
 * not JSON, another shape, or not the canonical text (white space, doubled members and other spellings of one value have no second reading).
 */
export const parseProofFile = (file: string): ProofFile => {
  if (file.length > maxProofFile) throw tooLong()
  try {
    const proof = read(parseJson(file))
    if (file.replace(/\n$/, '') !== canonical(proof)) throw fault('PROOF_MALFORMED', '', 'canonical JSON')
    return proof
  } catch (error) {
    throw error instanceof AppError ? refuse(error) : error
  }
}

/**
 * What the verifier brings. `seen`: what it knows of the log by itself, with the consistency path between the two sizes (either may be
 * the larger one); `expected`: the record that it asked for; `witnesses`: verifier keys of the witnesses that it knows.
 */
export type ProofTrust = {
  verifierKey: string
  seen?: Seen & { consistency: readonly string[] }
  expected?: { transaction: string; operation: number }
  witnesses?: readonly string[]
}

/** `withheld` names the fields whose digest is there and whose value is not; `compared`: with what the verifier saw before. */
export type ProvenFile = VerifiedRecord & {
  proof: ProofFile
  values: Record<string, Json>
  withheld: string[]
  checkpoint: Checkpoint
  compared: boolean
  witnessed: Cosignature[]
}

/** A file older than what was seen must be its beginning, a newer one its continuation. */
const compare = (checkpoint: Checkpoint, seen: Required<ProofTrust>['seen']): void => {
  if (checkpoint.size >= seen.size) {
    verifyFreshness(seen, checkpoint, seen.consistency)
    return
  }
  const { size, root, time = '' } = seen
  const later = { origin: checkpoint.origin, size, root: hexDecode(root), time }
  verifyFreshness({ size: checkpoint.size, root: hexEncode(checkpoint.root) }, later, seen.consistency)
}

/**
 * Verifies a proof file without asking anybody. Throws, in this order: PROOF_MALFORMED; CHECKPOINT_MALFORMED, CHECKPOINT_WRONG_LOG or
 * CHECKPOINT_SIGNATURE; what verifyFreshness throws, against `seen`; what verifyRecord throws; RECORD_MISPLACED when it is not the
 * record expected; COSIGNATURE_INVALID. It does not show that nothing was left out, nor how the log went on afterwards.
 */
export const verifyProofFile = (file: string, trust: ProofTrust): ProvenFile => {
  const proof = parseProofFile(file)
  const checkpoint = verifyCheckpoint(proof.checkpoint, trust.verifierKey)
  if (proof.verifierKey !== trust.verifierKey)
    throw fault('PROOF_MALFORMED', 'verifierKey', 'the key that signed the checkpoint')
  if (trust.seen !== undefined) compare(checkpoint, trust.seen)
  const { leaf, operation, fields, leafIndex, path, publicKey } = proof
  const verified = verifyRecord({ leaf, operation, fields, leafIndex, path, publicKey, checkpoint })
  const { expected } = trust
  if (expected && (expected.transaction !== verified.transaction || expected.operation !== operation))
    throw new AppError('RECORD_MISPLACED', {
      details: { expected, found: { transaction: verified.transaction, operation } },
    })
  const shown = Object.keys(fields)
  return {
    ...verified,
    proof,
    values: Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value])),
    withheld: Object.keys(verified.operation.args).filter((name) => !shown.includes(name)),
    checkpoint,
    compared: trust.seen !== undefined,
    witnessed: verifyCosignatures(proof.checkpoint, trust.witnesses ?? []),
  }
}
