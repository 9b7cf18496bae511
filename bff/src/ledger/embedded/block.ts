// A block as it stands in the log: canonical JSON {checkpoint, header, transactions}, made so that its hashes come from the very bytes written.
import type { ChainEvent, Write } from '@ectrace/shared/ledger/ledger'
import { canonical } from '@ectrace/shared/proof/canonical'
import type { Envelope, Leaf, Openings } from '@ectrace/shared/proof/envelope'
import { damaged } from './damaged.ts'
import { leafHash, sha256Hex } from './digest.ts'

/**
 * `previous` is the hash of the block before (of the first: SHA-256 of the log's origin), `first` the leaf index of its first
 * transaction, `size` and `root` the tree with it, `bodyDigest` SHA-256 of the `transactions` as stored, `rules` the digest of the
 * rules that ran. `stateRoot` is kept for an authenticated state map.
 */
export type BlockHeader = {
  v: 1
  height: number
  previous: string
  time: string
  first: number
  count: number
  size: number
  root: string
  bodyDigest: string
  rules: string
  stateRoot: null
}

/** A transaction as stored. */
export type TransactionRecord = { leaf: Leaf; openings: Openings; writes: Write[]; events: ChainEvent[] }

export const blockHash = (header: BlockHeader): string => sha256Hex(canonical(header))

/** `previous` of the first block: a block of another log does not fit. */
export const genesisHash = (origin: string): string => sha256Hex(origin)

/** Digest of a transaction's writes or events, as the leaf has it: SHA-256 of the canonical array. */
export const effectsDigest = (effects: readonly Write[] | readonly ChainEvent[]): string =>
  sha256Hex(canonical(effects))

/** What the sequencer knows of a transaction when its rule has run. `envelopeText` and `openingsText` are canonical. */
export type Executed = {
  id: string
  envelope: Envelope
  envelopeText: string
  signature: string
  openings: Openings
  openingsText: string
  writes: Write[]
  /** The canonical text of each write's value. */
  texts: string[]
  events: ChainEvent[]
}

/** A record with its canonical text and bytes, and where the leaf and the envelope stand in the bytes. */
export type EncodedRecord = {
  id: string
  record: TransactionRecord
  texts: string[]
  text: string
  bytes: Buffer
  leaf: Span
  envelope: Span
}
type Span = { start: number; end: number }

/** The record of `executed` as number `index` of block `height`. */
export const encodeRecord = (executed: Executed, height: number, index: number): EncodedRecord => {
  const { id, envelope, signature, openings, writes, texts, events } = executed
  const writesText = `[${writes.map(({ key }, i) => `{"key":${canonical(key)},"value":${texts[i] ?? ''}}`).join(',')}]`
  const eventsText = canonical(events)
  const digests = { writesDigest: sha256Hex(writesText), eventsDigest: sha256Hex(eventsText) }
  const leaf: Leaf = { v: 1, envelope, signature, height, index, ...digests }
  // Members in canonical order; the texts between them are canonical already. `envelope` is the first member of a leaf.
  const head = `{"events":${eventsText},"leaf":`
  const { eventsDigest, writesDigest } = digests
  const rest = canonical({ eventsDigest, height, index, signature, v: 1, writesDigest })
  const leafText = `{"envelope":${executed.envelopeText},${rest.slice(1)}`
  const text = `${head}${leafText},"openings":${executed.openingsText},"writes":${writesText}}`
  const start = Buffer.byteLength(head)
  const envelopeStart = start + '{"envelope":'.length
  return {
    id,
    record: { leaf, openings, writes, events },
    texts,
    text,
    bytes: Buffer.from(text),
    leaf: { start, end: start + Buffer.byteLength(leafText) },
    envelope: { start: envelopeStart, end: envelopeStart + Buffer.byteLength(executed.envelopeText) },
  }
}

const [openBracket, comma, closeBracket] = [Buffer.from('['), Buffer.from(','), Buffer.from(']')]

/** The `transactions` array as it will be written; `starts` are the records' offsets in it, `leafHashes` come from its bytes. */
export type Body = { bytes: Buffer; starts: number[]; leafHashes: Buffer[] }

/**
 * Joins the records and hashes the leaves out of the joined bytes. A bit that flipped in memory since the signature was verified
 * shows here as LEDGER_DAMAGED, before the root is signed: a log that signed a wrong leaf cannot be repaired (Yeti 2022).
 */
export const joinRecords = (records: readonly EncodedRecord[]): Body => {
  const parts: Buffer[] = []
  const starts: number[] = []
  let at = 0
  for (const record of records) {
    parts.push(at === 0 ? openBracket : comma, record.bytes)
    starts.push(at + 1)
    at += 1 + record.bytes.length
  }
  const bytes = Buffer.concat([...parts, closeBracket])
  const leafHashes = records.map(({ id, leaf, envelope }, index) => {
    const start = starts[index] ?? 0
    if (sha256Hex(bytes.subarray(start + envelope.start, start + envelope.end)) !== id)
      throw damaged('the envelope changed in memory before it was written', { index })
    return leafHash(bytes.subarray(start + leaf.start, start + leaf.end))
  })
  return { bytes, starts, leafHashes }
}

/** Every payload begins with these bytes. */
export const payloadOpening = Buffer.from('{"checkpoint":"')

/** The payload of a block in parts; the body is the buffer whose bytes were hashed. `bodyStart` is its offset in the payload. */
export const blockPayload = (
  header: BlockHeader,
  checkpoint: string,
  body: Body,
): { parts: Buffer[]; bodyStart: number } => {
  const head = Buffer.from(`{"checkpoint":${canonical(checkpoint)},"header":${canonical(header)},"transactions":`)
  return { parts: [head, body.bytes, Buffer.from('}')], bodyStart: head.length }
}
