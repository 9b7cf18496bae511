// Reads a block's payload strictly: every member checked, every byte accounted for by the canonical form.
import { AppError } from '@ectrace/shared/errors'
import type { ChainEvent, Write } from '@ectrace/shared/ledger/ledger'
import { canonical } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { parseLeaf } from '@ectrace/shared/proof/envelope'
import { parseOpenings } from '@ectrace/shared/proof/openings'
import { below, exactly, hex, instant, list, oneOf, text, whole } from '@ectrace/shared/proof/shape'
import { blockHash } from './block.ts'
import type { BlockHeader, TransactionRecord } from './block.ts'
import { canonicalOfParsed } from './canonical-text.ts'
import { damaged } from './damaged.ts'
import type { Place } from './damaged.ts'
import { sha256Hex } from './digest.ts'

/** A record and where its bytes stand in the payload. */
export type DecodedRecord = TransactionRecord & { start: number; length: number }
export type BlockHead = { header: BlockHeader; checkpoint: string }
export type DecodedBlock = BlockHead & { records: DecodedRecord[]; body: Buffer }

const headerMembers = 'v height previous time first count size root bodyDigest rules stateRoot'.split(' ')

const parseHeader = (value: unknown, path: string): BlockHeader => {
  const members = exactly(value, path, headerMembers)
  const at = (name: string): string => below(path, name)
  const digest = (name: string): string => hex(members.get(name), at(name), 32)
  if (members.get('stateRoot') !== null) throw damaged('stateRoot of a later version')
  return {
    v: oneOf(members.get('v'), at('v'), [1]),
    height: whole(members.get('height'), at('height'), 1),
    previous: digest('previous'),
    time: instant(members.get('time'), at('time')),
    first: whole(members.get('first'), at('first'), 0),
    count: whole(members.get('count'), at('count'), 1),
    size: whole(members.get('size'), at('size'), 1),
    root: digest('root'),
    bodyDigest: digest('bodyDigest'),
    rules: digest('rules'),
    stateRoot: null,
  }
}

const anyText = (value: unknown, path: string): string => text(value, path, /^/, 'text')

const most = 1_000_000

const parseWrites = (value: unknown, path: string): Write[] =>
  list(value, path, 0, most).map((item, index) => {
    const members = exactly(item, below(path, index), ['key', 'value'])
    return { key: anyText(members.get('key'), below(path, index)), value: members.get('value') as Json }
  })

const parseEvents = (value: unknown, path: string): ChainEvent[] =>
  list(value, path, 0, most).map((item, index) => {
    const members = exactly(item, below(path, index), ['name', 'payload'])
    return { name: anyText(members.get('name'), below(path, index)), payload: members.get('payload') as Json }
  })

const parseRecord = (value: unknown, path: string): TransactionRecord => {
  const members = exactly(value, path, ['events', 'leaf', 'openings', 'writes'])
  const at = (name: string): string => below(path, name)
  const leaf = parseLeaf(members.get('leaf'), at('leaf'))
  return {
    leaf,
    openings: parseOpenings(members.get('openings'), at('openings'), leaf.envelope.operations.length),
    writes: parseWrites(members.get('writes'), at('writes')),
    events: parseEvents(members.get('events'), at('events')),
  }
}

/** Runs `parse`; whatever it throws is damage at `place`, with the member and the rule when they are known. */
const strictly = <T>(place: Place, parse: () => T): T => {
  try {
    return parse()
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'LEDGER_DAMAGED')
      throw new AppError('LEDGER_DAMAGED', { cause, details: { ...place, ...cause.details } })
    const [found] = cause instanceof AppError ? (cause.details.faults ?? []) : []
    throw damaged(
      found ? `the form is not ${found.rule}` : 'not JSON',
      { ...place, ...(found && { field: found.field }) },
      cause,
    )
  }
}

const bodyMark = Buffer.from(',"transactions":')

/** Header and checkpoint alone, without reading the transactions; throws LEDGER_DAMAGED. Nothing in a head contains the mark raw. */
export const decodeHead = (payload: Buffer, place: Place): BlockHead & { bodyStart: number } =>
  strictly(place, () => {
    const end = payload.indexOf(bodyMark)
    if (end < 0) throw damaged('no transactions')
    const members = exactly(JSON.parse(`${payload.toString('utf8', 0, end)}}`), '', ['checkpoint', 'header'])
    return {
      header: parseHeader(members.get('header'), 'header'),
      checkpoint: anyText(members.get('checkpoint'), 'checkpoint'),
      bodyStart: end + bodyMark.length,
    }
  })

/** Transaction and canonical text of a record. */
type SealedRecord = { id: string; text: string }

/** The block whose hash is known to be `hash`: its bytes are those that were signed, their form was looked at when they were written. */
export const decodeSealed = (
  payload: Buffer,
  hash: string,
  place: Place,
): { header: BlockHeader; records: SealedRecord[] } =>
  strictly(place, () => {
    const { header, bodyStart } = decodeHead(payload, place)
    const body = payload.subarray(bodyStart, -1)
    if (blockHash(header) !== hash || sha256Hex(body) !== header.bodyDigest) throw damaged('another block stands here')
    const items = list(JSON.parse(body.toString('utf8')), 'transactions', 1, most)
    // As they were read, members are in order already: the canonical text is the serialiser's.
    const records = items.map((item) => {
      const { leaf } = item as TransactionRecord
      return { id: sha256Hex(canonicalOfParsed(leaf.envelope)), text: canonicalOfParsed(item) }
    })
    return { header, records }
  })

/** The whole payload; bytes that are not the canonical form of what they say are damage too. */
export const decodeBlock = (payload: Buffer, place: Place): DecodedBlock =>
  strictly(place, () => {
    const { header, checkpoint, bodyStart } = decodeHead(payload, place)
    const body = payload.subarray(bodyStart, -1)
    const items = list(JSON.parse(body.toString('utf8')), 'transactions', 1, most)
    const records: DecodedRecord[] = []
    const texts: string[] = []
    let start = bodyStart + 1
    for (const [index, item] of items.entries()) {
      const record = parseRecord(item, `transactions.${index}`)
      // The record has the members of `item` and no others, so that both have one canonical form.
      const recordText = canonicalOfParsed(item)
      const length = Buffer.byteLength(recordText)
      records.push({ ...record, start, length })
      texts.push(recordText)
      start += length + 1
    }
    const head = canonical({ checkpoint, header }).slice(0, -1)
    if (!payload.equals(Buffer.from(`${head},"transactions":[${texts.join(',')}]}`))) throw damaged('not canonical')
    return { header, checkpoint, records, body }
  })
