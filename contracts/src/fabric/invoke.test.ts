// The chaincode on a channel that behaves as Fabric: what it accepts, what it refuses, and that only one attempt commits.
import { describe, expect, test } from '@jest/globals'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { canonical } from '@ectrace/shared/proof/canonical'
import { transactionId } from '@ectrace/shared/proof/envelope'
import { utf8Decode } from '@ectrace/shared/proof/bytes'
import { channelDouble } from '../../test/chaincode-double.ts'
import type { Chaincode, ChannelDouble, FabricBlock } from '../../test/chaincode-double.ts'
import { memoryChain, person } from '../../test/harness.ts'
import type { Act, Signed } from '../../test/harness.ts'
import { registration } from '../../test/world.ts'
import { answer } from './chaincode.ts'
import type { TransactionEvent } from './invoke.ts'

const start = Date.parse('2025-11-22T02:00:00.000Z')

const channel = (
  chaincode: Chaincode,
  clock = (): number => start,
): { channel: ChannelDouble; blocks: FabricBlock[] } => {
  const blocks: FabricBlock[] = []
  const made = channelDouble({ channel: 'trace', chaincode, clock, most: 10 })
  made.onBlock((block) => void blocks.push(block))
  return { channel: made, blocks }
}

const argsOf = ({ envelope, signature, openings }: Signed): string[] => [
  'invoke',
  JSON.stringify(envelope),
  signature,
  JSON.stringify(openings),
]

const log = `ectrace/${'0a'.repeat(16)}/1`
const genesis = canonical({
  ...{ v: 1, origin: log, channel: 'trace', created: new Date(start).toISOString(), verifierKey: 'key' },
  ...{ endorsements: [], base: null },
})

/** A channel whose log was founded, and somebody who founds an organisation on it. */
const founding = async (clock = (): number => start) => {
  const founder = person()
  const chain = memoryChain()
  const found: Act = { name: 'registerOrganisation', fields: registration(founder, 'farm', 'supplier') }
  const make = (label: string): Act => ({
    name: 'createPlace',
    fields: { id: deriveId('place', label), name: label, city: '上海' },
  })
  const made = channel((stub, [name = '', ...args]) => answer(stub, name, args, clock), clock)
  await made.channel.order(await made.channel.endorse(['found', genesis]))
  return {
    signed: chain.prepare(founder, [found], { log }),
    together: chain.prepare(founder, [found, make('first')], { log }),
    place: (label: string): Signed => chain.prepare(founder, [make(label)], { log }),
    ...made,
  }
}

const refusalOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error as Error).message,
  )

describe('the channel double', () => {
  const text = (value: Uint8Array): string => Buffer.from(value).toString()
  const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value))

  test('a simulation reads what is committed, never what it has put itself', async () => {
    const seen: string[] = []
    const { channel: fabric } = channel(async (stub) => {
      await stub.putState('k', bytes('new'))
      seen.push(text(await stub.getState('k')))
      return bytes('')
    })
    for (let i = 0; i < 2; i++) expect(await fabric.order(await fabric.endorse([]))).toBe('VALID')
    expect(seen).toEqual(['', 'new'])
  })

  test('of two simulations over the same version the second is no longer valid, and its writes do not count', async () => {
    const { channel: fabric, blocks } = channel(async (stub, [value = '']) => {
      await stub.putState('k', bytes(text(await stub.getState('k')) + value))
      return bytes('')
    })
    const endorsed = [await fabric.endorse(['a']), await fabric.endorse(['b'])]
    expect(await Promise.all(endorsed.map((one) => fabric.order(one)))).toEqual(['VALID', 'MVCC_READ_CONFLICT'])
    expect(blocks.map(({ transactions }) => transactions.length)).toEqual([2])
    expect(text((await fabric.endorse(['c'])).writes.get('k') ?? bytes(''))).toBe('ac')
  })

  test('no write follows a query by pages, and no such query a write', async () => {
    const pages = channel(async (stub) => {
      await stub.getStateByRangeWithPagination('a', 'z', 10)
      await stub.putState('k', bytes('x'))
      return bytes('')
    })
    expect(await refusalOf(pages.channel.endorse([]))).toContain('Writes are not allowed')
    const writes = channel(async (stub) => {
      await stub.putState('k', bytes('x'))
      await stub.getStateByRangeWithPagination('a', 'z', 10)
      return bytes('')
    })
    expect(await refusalOf(writes.channel.endorse([]))).toContain('Paginated query is not allowed')
  })
})

describe('the chaincode', () => {
  test('puts the writes of the rule, marks the attempt, and tells the order of the writes in one event', async () => {
    const { channel: fabric, blocks, signed, place } = await founding()
    await fabric.order(await fabric.endorse(argsOf(signed)))
    const made = place('奶站')
    const endorsed = await fabric.endorse(argsOf(made))
    expect(utf8Decode(endorsed.result)).toBe(transactionId(made.envelope))
    expect(await fabric.order(endorsed)).toBe('VALID')
    const [written] = blocks.at(-1)?.transactions ?? []
    const id = transactionId(made.envelope)
    const event = JSON.parse(utf8Decode(written?.event?.payload ?? new Uint8Array(0))) as TransactionEvent
    expect(event).toMatchObject({ v: 1, transaction: id, events: [{ name: 'placeCreated' }] })
    expect([...event.keys, `tx/${id}`].sort()).toEqual(written?.writes.map(([key]) => key))
    const attempt = written?.writes.find(([key]) => key.startsWith('tx/'))?.[1] ?? new Uint8Array(0)
    expect(utf8Decode(attempt)).toBe(canonical({ v: 1, attempt: endorsed.txId }))
  })

  test('a later operation of an envelope sees what an earlier one wrote, though the stub would not show it', async () => {
    const { channel: fabric, together, blocks } = await founding()
    expect(await fabric.order(await fabric.endorse(argsOf(together)))).toBe('VALID')
    const keys = blocks.at(-1)?.transactions[0]?.writes.map(([key]) => key)
    expect(keys).toContain(`place/${deriveId('place', 'first')}`)
  })

  test('two attempts at one transaction: one commits, the other is a conflict, and a third learns that it is on chain', async () => {
    const { channel: fabric, signed } = await founding()
    const attempts = [await fabric.endorse(argsOf(signed)), await fabric.endorse(argsOf(signed))]
    expect(new Set(attempts.map(({ txId }) => txId)).size).toBe(2)
    expect(await Promise.all(attempts.map((one) => fabric.order(one)))).toEqual(['VALID', 'MVCC_READ_CONFLICT'])
    const id = transactionId(signed.envelope)
    expect(await refusalOf(fabric.endorse(argsOf(signed)))).toBe(`DUPLICATE_TRANSACTION|{"transaction":"${id}"}`)
  })

  test.each([
    ['that is no JSON', ['{', '', '[]'], 'VALIDATION_FAILED'],
    ['without arguments', [], 'VALIDATION_FAILED'],
  ])('a call %s is refused with a code', async (_, args, code) => {
    expect(await refusalOf((await founding()).channel.endorse(args))).toMatch(new RegExp(`^${code}\\|`))
  })

  test('the clock is the time of the proposal', async () => {
    const late = await founding(() => start + 5 * 60_000 + 1)
    expect(await refusalOf(late.channel.endorse(argsOf(late.signed)))).toMatch(/^CLOCK_SKEW\|/)
    const inTime = await founding(() => start + 5 * 60_000)
    expect(await refusalOf(inTime.channel.endorse(argsOf(inTime.signed)))).toBe('accepted')
  })
})
