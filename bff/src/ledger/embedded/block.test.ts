// A block's bytes: canonical, hashed from the buffer that is written, read back strictly.
import { describe, expect, test } from '@jest/globals'
import { canonical } from '@ectrace/shared/proof/canonical'
import { leafBytes, transactionId } from '@ectrace/shared/proof/envelope'
import { leafHash } from '@ectrace/shared/proof/hash'
import { makePerson, makePlace, signedBy } from '../../../test/ledger-fixture.ts'
import { blockHash, blockPayload, encodeRecord, genesisHash, joinRecords } from './block.ts'
import type { BlockHeader, EncodedRecord } from './block.ts'
import { decodeBlock, decodeHead } from './block-decode.ts'
import { committedText } from './answer-texts.ts'
import { sha256Hex } from './digest.ts'

const who = makePerson()
const record = (index: number): EncodedRecord => {
  const { envelope, signature, openings } = signedBy(who, 'ectrace/test/1', [makePlace(`产地 ${index} "é\u2028"`)])
  const texts = { envelopeText: canonical(envelope), openingsText: canonical(openings) }
  const writes = [{ key: `place/${index}`, value: { v: 1, name: '产地' } }]
  return encodeRecord(
    {
      id: transactionId(envelope),
      envelope,
      signature,
      openings,
      ...texts,
      writes,
      texts: writes.map(({ value }) => canonical(value)),
      events: [{ name: 'made', payload: index }],
    },
    7,
    index,
  )
}

const made = (count: number) => {
  const records = Array.from({ length: count }, (_, index) => record(index))
  const body = joinRecords(records)
  const header: BlockHeader = {
    ...{
      v: 1,
      height: 7,
      previous: genesisHash('x'),
      time: '2026-01-01T00:00:00.000Z',
      first: 10,
      count,
      size: 10 + count,
    },
    ...{ root: sha256Hex('root'), bodyDigest: sha256Hex(body.bytes), rules: sha256Hex('rules'), stateRoot: null },
  }
  const { parts, bodyStart } = blockPayload(header, 'a "note"\n', body)
  return { records, body, header, payload: Buffer.concat(parts), bodyStart }
}

describe('a block', () => {
  test.each([1, 3])('of %i transactions is the canonical JSON of what it says', (count) => {
    const { records, header, payload } = made(count)
    const transactions = records.map((encoded) => encoded.record)
    expect(payload.toString()).toBe(canonical({ checkpoint: 'a "note"\n', header, transactions }))
  })

  test('hashes its leaves out of the bytes that are written', () => {
    const { records, body } = made(3)
    expect(body.leafHashes.map((hash) => Buffer.from(hash).toString('hex'))).toEqual(
      records.map((encoded) => Buffer.from(leafHash(leafBytes(encoded.record.leaf))).toString('hex')),
    )
  })

  test('whose envelope changed in memory after the signature was checked is not signed', () => {
    const encoded = record(0)
    const at = encoded.envelope.start + 40
    encoded.bytes.writeUInt8(encoded.bytes.readUInt8(at) ^ 1, at)
    expect(() => joinRecords([encoded])).toThrow(expect.objectContaining({ code: 'LEDGER_DAMAGED' }))
  })

  test('reads back with the place of every record', () => {
    const { records, header, payload, body, bodyStart } = made(3)
    const decoded = decodeBlock(payload, {})
    expect(decoded.header).toEqual(header)
    expect(decoded.body).toEqual(body.bytes)
    expect(decodeHead(payload, {})).toEqual({ header, checkpoint: 'a "note"\n', bodyStart })
    decoded.records.forEach(({ start, length }, index) => {
      expect(start).toBe(bodyStart + (body.starts[index] ?? 0))
      const place = { transaction: '5e', leafIndex: 8, block: { height: 7, time: 'then' } }
      const shown: unknown = JSON.parse(committedText(payload.toString('utf8', start, start + length), place))
      expect(shown).toEqual({ ...place, ...records[index]?.record })
    })
  })

  test.each<[string, (text: string) => string]>([
    ['a blank between members', (text) => text.replace('"transactions":[', '"transactions": [')],
    ['a member twice', (text) => text.replace('"height":7', '"height":7,"height":7')],
    ['a member too many', (text) => text.replace('"stateRoot":null', '"stateRoot":null,"x":1')],
    ['members in another order', (text) => text.replace(/"root":"(\w+)","rules":"(\w+)"/, '"rules":"$2","root":"$1"')],
    ['a number in another form', (text) => text.replace('"height":7', '"height":7.0')],
    ['a character escaped without need', (text) => text.replace('产', '\\u4ea7')],
    ['no transactions', (text) => text.replace(/"transactions":\[[^]*\]\}$/, '"transactions":[]}')],
    ['text after the end', (text) => `${text} `],
  ])('with %s is damaged', (_, change) => {
    const text = made(2).payload.toString()
    expect(change(text)).not.toBe(text)
    expect(() => decodeBlock(Buffer.from(change(text)), { height: 7 })).toThrow(
      expect.objectContaining({ code: 'LEDGER_DAMAGED', details: expect.objectContaining({ height: 7 }) }),
    )
  })

  test('has the hash of its canonical header', () => {
    const { header } = made(1)
    expect(blockHash(header)).toBe(sha256Hex(canonical(header)))
    expect(blockHash({ ...header, rules: sha256Hex('other') })).not.toBe(blockHash(header))
  })
})
