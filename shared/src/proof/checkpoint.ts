// C2SP tlog-checkpoint: the signed statement "the log ORIGIN has SIZE entries and this ROOT", with the time at which it was made.
import { AppError, fault } from '../errors.ts'
import { base64Decode, base64Encode } from './bytes.ts'
import { isInstant } from './instant.ts'
import { parseNote, verifyNote, type NoteSignature } from './signed-note.ts'
import { isKeyName, parseVerifierKey } from './verifier-key.ts'

/** `size` counts entries, `root` is 32 bytes, `time` is ISO 8601 UTC with milliseconds by the log's own clock. */
export type Checkpoint = { origin: string; size: number; root: Uint8Array; time: string }

/** A checkpoint read but not yet believed. */
export type UnverifiedCheckpoint = Checkpoint & { body: string; signatures: NoteSignature[] }

const malformed = (rule: string): AppError => fault('CHECKPOINT_MALFORMED', 'checkpoint', rule)

/** The text that the log signs (signNote in signed-note.ts): origin, size, root and one extension line `time …`. */
export const formatCheckpointBody = ({ origin, size, root, time }: Checkpoint): string => {
  const body = `${origin}\n${size}\n${base64Encode(root)}\ntime ${time}\n`
  parseBody(body)
  return body
}

const parseSize = (text: string): number => {
  const size = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(size)) throw malformed('size: decimal, no leading zero, at most 2^53-1')
  return size
}

const parseTime = (extensions: readonly string[]): string => {
  const [time, ...more] = extensions.filter((line) => line.startsWith('time ')).map((line) => line.slice(5))
  if (time === undefined || more.length > 0 || !isInstant(time))
    throw malformed('one line: time YYYY-MM-DDTHH:mm:ss.sssZ')
  return time
}

/** Extension lines other than `time` are covered by the signature and not interpreted. */
const parseBody = (body: string): Checkpoint => {
  const lines = body.slice(0, -1).split('\n')
  if (!body.endsWith('\n') || lines.some((line) => line === '')) throw malformed('no empty lines')
  const [origin = '', size = '', encodedRoot = '', ...extensions] = lines
  if (!isKeyName(origin)) throw malformed('origin without white space and plus')
  const root = base64Decode(encodedRoot, 'CHECKPOINT_MALFORMED')
  if (root.length !== 32) throw malformed('root of 32 bytes')
  return { origin, size: parseSize(size), root, time: parseTime(extensions) }
}

/** Reads a checkpoint without believing it. Throws CHECKPOINT_MALFORMED. */
export const parseCheckpoint = (text: string): UnverifiedCheckpoint => {
  const note = parseNote(text)
  return { ...parseBody(note.body), ...note }
}

/**
 * The checkpoint in `text` if the log of `verifierKey` (text form) signed it. Throws CHECKPOINT_MALFORMED, CHECKPOINT_WRONG_LOG
 * (its origin is not the key's name) or CHECKPOINT_SIGNATURE.
 */
export const verifyCheckpoint = (text: string, verifierKey: string): Checkpoint => {
  const key = parseVerifierKey(verifierKey)
  const { body, signatures, ...checkpoint } = parseCheckpoint(text)
  if (checkpoint.origin !== key.name) throw new AppError('CHECKPOINT_WRONG_LOG')
  verifyNote({ body, signatures }, key)
  return checkpoint
}
