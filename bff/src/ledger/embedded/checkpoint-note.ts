// The node's signature over a block: a C2SP checkpoint whose extension lines carry the time and the block's height and hash.
import { sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { AppError } from '@ectrace/shared/errors'
import { equalBytes, hexDecode, hexEncode } from '@ectrace/shared/proof/bytes'
import { formatCheckpointBody, parseCheckpoint } from '@ectrace/shared/proof/checkpoint'
import type { UnverifiedCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { signNote } from '@ectrace/shared/proof/signed-note'
import type { VerifierKey } from '@ectrace/shared/proof/verifier-key'

/** What a checkpoint of this log says. `root` and `hash` are hexadecimal; of an empty log the height is 0. */
export type Sealed = { size: number; root: string; time: string; height: number; hash: string }

/** Who signs: `key.name` is the origin. */
export type CheckpointSigner = { key: VerifierKey; privateKey: KeyObject }

/** Signs bytes with the private key. */
export const signer =
  ({ privateKey }: CheckpointSigner) =>
  (bytes: Uint8Array): Uint8Array =>
    sign(null, bytes, privateKey)

/** The signed note. Ed25519 is deterministic: the same block always gets the same text. */
export const signCheckpoint = (by: CheckpointSigner, sealed: Sealed): string => {
  const { key } = by
  const { size, root, time, height, hash } = sealed
  const body = formatCheckpointBody({ origin: key.name, size, root: hexDecode(root), time })
  return signNote(`${body}block ${height} ${hash}\n`, key, signer(by))
}

const blockLine = /^block (0|[1-9]\d{0,14}) ([0-9a-f]{64})$/gm

/** A verifier key with its OpenSSL form, and the blocks it may speak of: `first` to `last`. */
export type EpochKey = { key: VerifierKey; publicKey: KeyObject; first: number; last: number }

/** Reads checkpoints of every epoch of one log; the newest epoch is the last. */
export type CheckpointReader = readonly EpochKey[]

const parsed = (text: string): UnverifiedCheckpoint | undefined => {
  try {
    return parseCheckpoint(text)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

const read = (reader: CheckpointReader, text: string, lowest: (epoch: EpochKey) => number): Sealed | undefined => {
  const checkpoint = parsed(text)
  const epoch = checkpoint && reader.find(({ key }) => key.name === checkpoint.origin)
  const sealed = epoch && readSigned(checkpoint, epoch)
  return sealed && sealed.height >= lowest(epoch) && sealed.height <= epoch.last ? sealed : undefined
}

/** What `text` says if the key of its epoch signed it and it names a block of that epoch, else undefined. */
export const readCheckpoint = (reader: CheckpointReader, text: string): Sealed | undefined =>
  read(reader, text, ({ first }) => first)

/** The same for a checkpoint inside a block: the block that an epoch begins after was signed by the key before. */
export const readBlockCheckpoint = (reader: CheckpointReader, text: string): Sealed | undefined =>
  read(reader, text, ({ first }) => first + 1)

const readSigned = (checkpoint: UnverifiedCheckpoint, { key, publicKey }: EpochKey): Sealed | undefined => {
  const { body, signatures, size, root, time } = checkpoint
  const [own, ...others] = signatures.filter(({ name, keyHash }) => name === key.name && equalBytes(keyHash, key.hash))
  const [block, ...blocks] = [...body.matchAll(blockLine)]
  if (!own || others.length > 0 || !block || blocks.length > 0) return undefined
  if (!verify(null, Buffer.from(body), publicKey, own.signature)) return undefined
  return { size, root: hexEncode(root), time, height: Number(block[1]), hash: block[2] ?? '' }
}
