// What a verification needs of each record, hashed from its bytes: by the quick scan, or by decodeBlock where that one gives up.
import { canonical } from '@ectrace/shared/proof/canonical'
import { decodeBlock } from '../block-decode.ts'
import type { DecodedRecord } from '../block-decode.ts'
import { sha256Hex, sha256Latin1 } from '../digest.ts'
import type { WalkedBlock } from '../walk-log.ts'
import type { Span } from './scan-record.ts'
import type { PlacedRecord, RecordScan } from './scan-records.ts'

/** A write's key and value as bytes in Latin-1, and SHA-256 of the value's bytes, 32 of them in Latin-1. */
export type WriteFacts = { key: string; value: string; digest: string }

/** `digest`, `id` and `leafHash` are hashes of 32 bytes, in Latin-1. */
export type RecordFacts = {
  /** Offset in the payload, and length. */
  start: number
  length: number
  digest: string
  id: string
  leafHash: string
  height: number
  index: number
  /** Do writes and events have the digests that the leaf names? */
  effectsHold: boolean
  caller: string
  /** What it was signed for. */
  address: { log: string; channel: string }
  signature: string
  /** The bytes that were signed. */
  envelope: Buffer
  /** Its first operation is registerOrganisation: its signer may register himself. */
  founds: boolean
  writes: readonly WriteFacts[]
  /** Values that were opened: SHA-256 of each `preimage` must be its `digest`, in hexadecimal. Made when asked for. */
  openings: () => readonly { digest: string; preimage: string }[]
}

let scratch = Buffer.alloc(64 * 1024)

/** RFC 9162 §2.1.1: HASH(0x00 ‖ entry). */
const leafHashOf = (entry: Buffer): string => {
  if (entry.length >= scratch.length) scratch = Buffer.alloc(2 * entry.length)
  entry.copy(scratch, 1)
  return sha256Latin1(scratch.subarray(0, entry.length + 1))
}

/** Bytes in Latin-1; what is beyond ASCII becomes characters here. */
export const charactersOf = (latin1: string): string =>
  /[\u0080-\u00ff]/.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1

const latin1Of = (text: string): string => Buffer.from(text).toString('latin1')

/** leafHash of the canonical [field, salt, value]; see fieldDigest in shared/src/proof/record.ts. */
const preimageOf = (field: string, salt: string, value: string): string => `\0["${field}","${salt}",${value}]`

const scannedFacts = (body: Buffer, bodyStart: number, scanned: PlacedRecord): RecordFacts => {
  const { start, length, opened } = scanned
  const bytes = (span: Span): Buffer => body.subarray(start + span.start, start + span.end)
  const envelope = bytes(scanned.envelope)
  return {
    start: bodyStart + start,
    length,
    digest: sha256Latin1(body.subarray(start, start + length)),
    id: sha256Latin1(envelope),
    leafHash: leafHashOf(bytes(scanned.leaf)),
    height: scanned.height,
    index: scanned.index,
    effectsHold:
      sha256Hex(bytes(scanned.writes)) === scanned.writesDigest &&
      sha256Hex(bytes(scanned.events)) === scanned.eventsDigest,
    caller: scanned.caller,
    address: scanned.address,
    signature: scanned.signature,
    founds: scanned.founds,
    envelope,
    writes: scanned.written.map(({ key, value, start: at }) => {
      const digest = sha256Latin1(bytes({ start: at, end: at + value.length }))
      return { key, value, digest }
    }),
    openings: () =>
      opened.map(({ field, digest, salt, value }) => ({
        digest,
        preimage: preimageOf(charactersOf(field), salt, charactersOf(value)),
      })),
  }
}

const decodedFacts =
  (payload: Buffer) =>
  ({ start, length, leaf, openings, writes, events }: DecodedRecord): RecordFacts => {
    const { envelope, signature, height, index } = leaf
    const envelopeBytes = Buffer.from(canonical(envelope))
    const effectsHold =
      sha256Hex(canonical(writes)) === leaf.writesDigest && sha256Hex(canonical(events)) === leaf.eventsDigest
    return {
      ...{ start, length, digest: sha256Latin1(payload.subarray(start, start + length)) },
      ...{ id: sha256Latin1(envelopeBytes), leafHash: leafHashOf(Buffer.from(canonical(leaf))) },
      ...{ height, index, effectsHold, caller: envelope.caller, address: envelope, signature },
      envelope: envelopeBytes,
      founds: envelope.operations[0]?.name === 'registerOrganisation',
      writes: writes.map(({ key, value }) => {
        const text = canonical(value)
        return { key: latin1Of(key), value: latin1Of(text), digest: sha256Latin1(text) }
      }),
      openings: () =>
        openings.flatMap((fields, operation) =>
          Object.entries(fields).map(([field, { salt, value }]) => ({
            digest: new Map(Object.entries(envelope.operations[operation]?.args ?? {})).get(field) ?? '',
            preimage: `\0${canonical([field, salt, value])}`,
          })),
        ),
    }
  }

/** The records of a block with its body's bytes, read by `scan` if that can. Throws LEDGER_DAMAGED for a payload that is not canonical. */
export const recordFacts = (block: WalkedBlock, scan: RecordScan): { records: RecordFacts[]; body: Buffer } => {
  const { payload, header, checkpoint } = block
  const head = Buffer.from(`${canonical({ checkpoint, header }).slice(0, -1)},"transactions":`)
  const body = payload.subarray(head.length, -1)
  const asWritten = payload.subarray(0, head.length).equals(head) && payload.at(-1) === 0x7d
  const scanned = asWritten ? scan(body) : undefined
  if (scanned) return { records: scanned.map((record) => scannedFacts(body, head.length, record)), body }
  return { records: decodeBlock(payload, {}).records.map(decodedFacts(payload)), body }
}
