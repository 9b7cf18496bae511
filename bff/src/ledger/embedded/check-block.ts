// Everything that one block alone can show about itself: digests, leaves, the node's signature. State and user keys are for others.
import { leafBytes, transactionId } from '@ectrace/shared/proof/envelope'
import type { Envelope } from '@ectrace/shared/proof/envelope'
import { mayHold } from '@ectrace/shared/proof/log-name'
import { effectsDigest } from './block.ts'
import type { BlockHeader } from './block.ts'
import { decodeBlock } from './block-decode.ts'
import type { DecodedBlock, DecodedRecord } from './block-decode.ts'
import { readBlockCheckpoint } from './checkpoint-note.ts'
import type { CheckpointReader } from './checkpoint-note.ts'
import { damaged } from './damaged.ts'
import type { Place } from './damaged.ts'
import { leafHash, sha256Hex } from './digest.ts'
import type { LogDescriptor } from './log-key.ts'
import type { WalkedBlock } from './walk-log.ts'

export type CheckedBlock = DecodedBlock & { hash: string; leafHashes: Buffer[]; ids: string[] }

const checkRecord = (record: DecodedRecord, header: BlockHeader, index: number, place: Place): void => {
  const at = (field: string): Place => ({ ...place, index, field })
  const { leaf, writes, events } = record
  if (leaf.height !== header.height) throw damaged('the leaf belongs to another block', at('leaf.height'))
  if (leaf.index !== index) throw damaged('the leaf belongs to another position', at('leaf.index'))
  if (effectsDigest(writes) !== leaf.writesDigest) throw damaged('the writes are not those of the leaf', at('writes'))
  if (effectsDigest(events) !== leaf.eventsDigest) throw damaged('the events are not those of the leaf', at('events'))
}

/** Was it signed for this log, or an earlier epoch of it, and for its channel? */
export const isAddressed = (
  { log, channel }: Pick<Envelope, 'log' | 'channel'>,
  { origin, channel: own }: Pick<LogDescriptor, 'origin' | 'channel'>,
): boolean => channel === own && mayHold(origin, log)

/** Throws LEDGER_DAMAGED at the first transaction that was signed for another log or channel. */
export const checkAddresses = ({ records }: CheckedBlock, descriptor: LogDescriptor, place: Place): void => {
  const index = records.findIndex(({ leaf }) => !isAddressed(leaf.envelope, descriptor))
  if (index >= 0)
    throw damaged('the transaction was signed for another log', { ...place, index, field: 'leaf.envelope.log' })
}

/** Throws LEDGER_DAMAGED unless the block's own checkpoint is signed by the log and for this block. */
export const checkCheckpoint = (block: WalkedBlock, reader: CheckpointReader, place: Place): void => {
  const { header, hash, checkpoint } = block
  const at: Place = { ...place, field: 'checkpoint' }
  const sealed = readBlockCheckpoint(reader, checkpoint)
  if (!sealed) throw damaged('the checkpoint is not signed by this log', at)
  const agrees =
    sealed.height === header.height &&
    sealed.hash === hash &&
    sealed.size === header.size &&
    sealed.root === header.root &&
    sealed.time === header.time
  if (!agrees) throw damaged('the checkpoint was signed for another block', at)
}

/**
 * Decodes a block that walkLog gave and checks its body digest, its leaves' places, writes and events against their digests, and the
 * checkpoint. The root needs the tree before it: the caller compares `leafHashes`. Throws LEDGER_DAMAGED with the place, and
 * `index` and `field` where they are known.
 */
export const checkBlock = (block: WalkedBlock, reader: CheckpointReader): CheckedBlock => {
  const { header, hash, position } = block
  const place: Place = { height: header.height, ...position }
  const decoded = decodeBlock(block.payload, place)
  if (decoded.records.length !== header.count)
    throw damaged('the number of transactions is another', { ...place, field: 'count' })
  decoded.records.forEach((record, index) => checkRecord(record, header, index, place))
  if (sha256Hex(decoded.body) !== header.bodyDigest)
    throw damaged('the body is not the one of the header', { ...place, field: 'bodyDigest' })
  checkCheckpoint(block, reader, place)
  return {
    ...decoded,
    hash,
    leafHashes: decoded.records.map(({ leaf }) => leafHash(leafBytes(leaf))),
    ids: decoded.records.map(({ leaf }) => transactionId(leaf.envelope)),
  }
}
