// A channel of Fabric in memory for tests: simulation over committed state, ordering into blocks, validation by versions, commit.
import { createHash, randomBytes } from 'node:crypto'
import type { QueryStub } from '../src/fabric/stub.ts'

/** Where a key was last written. */
type Version = { block: number; index: number }
type ValidationCode = 'VALID' | 'MVCC_READ_CONFLICT'

/** What a proposal read (with versions) and would write; the order of writes is not kept: Fabric sorts them by key. */
type Simulated = { reads: Map<string, string>; writes: Map<string, Uint8Array>; event?: ChaincodeEvent }
export type ChaincodeEvent = { name: string; payload: Uint8Array }

export type Endorsed = Simulated & { txId: string; args: readonly string[]; result: Uint8Array }
export type FabricTransaction = {
  txId: string
  args: readonly string[]
  writes: [key: string, value: Uint8Array][]
  event: ChaincodeEvent | undefined
  code: ValidationCode
}
export type FabricBlock = { number: number; hash: string; time: string; transactions: FabricTransaction[] }

export type Chaincode = (stub: QueryStub, args: readonly string[]) => Promise<Uint8Array>

export type ChannelDouble = {
  /** Simulates; throws what the chaincode throws. */
  endorse: (args: readonly string[]) => Promise<Endorsed>
  /** Orders; resolves when the block is committed, with what validation said. */
  order: (endorsed: Endorsed) => Promise<ValidationCode>
  onBlock: (listener: (block: FabricBlock) => void) => void
}

type Options = {
  channel: string
  chaincode: Chaincode
  clock: () => number
  /** Transactions a block holds. */ most: number
}

const absent = 'absent'
const nameOf = (version: Version | undefined): string => (version ? `${version.block}/${version.index}` : absent)

type World = Map<string, { value: Uint8Array; version: Version }>

/** The first `size` of `keys`; the bookmark is the key after them. */
const pageOf = (
  world: World,
  keys: readonly string[],
  size: number,
): Awaited<ReturnType<QueryStub['getStateByRangeWithPagination']>> => {
  const found = keys.slice(0, size).map((key) => ({ key, value: world.get(key)?.value ?? new Uint8Array(0) }))
  let at = 0
  const next = (): Promise<{ value: { key: string; value: Uint8Array }; done: boolean }> => {
    const value = found[at] ?? { key: '', value: new Uint8Array(0) }
    at += 1
    return Promise.resolve({ value, done: at > found.length })
  }
  return { iterator: { next, close: () => Promise.resolve() }, metadata: { bookmark: keys[size] ?? '' } }
}

const stubOver = (
  world: World,
  { channel, clock }: Options,
  txId: string,
): { stub: QueryStub; simulated: Simulated } => {
  const simulated: Simulated = { reads: new Map(), writes: new Map() }
  const time = new Date(clock())
  let paged = false
  const stub: QueryStub = {
    getTxID: () => txId,
    getChannelID: () => channel,
    getDateTimestamp: () => time,
    getState: (key) => {
      simulated.reads.set(key, nameOf(world.get(key)?.version))
      return Promise.resolve(world.get(key)?.value ?? new Uint8Array(0))
    },
    putState: (key, value) => {
      if (paged)
        return Promise.reject(new Error('Transaction has already performed a paginated query. Writes are not allowed'))
      if (key === '') return Promise.reject(new Error('key must not be an empty string'))
      simulated.writes.set(key, value)
      return Promise.resolve()
    },
    getStateByRangeWithPagination: (start, end, size, bookmark = '') => {
      if (simulated.writes.size > 0)
        return Promise.reject(new Error('Transaction has already performed a write. Paginated query is not allowed'))
      paged = true
      const from = bookmark === '' ? start : bookmark
      const keys = [...world.keys()].filter((key) => key >= from && (end === '' || key < end)).sort()
      return Promise.resolve(pageOf(world, keys, size))
    },
    setEvent: (name, payload) => {
      simulated.event = { name, payload }
    },
  }
  return { stub, simulated }
}

const sorted = (writes: Map<string, Uint8Array>): [string, Uint8Array][] =>
  [...writes].sort(([a], [b]) => (a < b ? -1 : 1))

/** An empty channel. Blocks hold what waited, at most `most` transactions; their numbers begin at 1. */
export const channelDouble = (options: Options): ChannelDouble => {
  const { chaincode, clock, most } = options
  /** A simulation keeps the one it began with; a block makes the next. */
  let world: World = new Map()
  const listeners: ((block: FabricBlock) => void)[] = []
  let waiting: { endorsed: Endorsed; resolve: (code: ValidationCode) => void }[] = []
  let head = { number: 0, hash: '' }

  /** A transaction is valid when every key still has the version that it read; its writes count for those after it. */
  const validate = ({ reads, writes }: Endorsed, version: Version): ValidationCode => {
    const moved = [...reads].some(([key, read]) => nameOf(world.get(key)?.version) !== read)
    if (moved) return 'MVCC_READ_CONFLICT'
    for (const [key, value] of writes) world.set(key, { value, version })
    return 'VALID'
  }

  const cut = (): void => {
    const batch = waiting.slice(0, most)
    waiting = waiting.slice(most)
    if (batch.length === 0) return
    const number = head.number + 1
    world = new Map(world)
    const transactions = batch.map(({ endorsed }, index): FabricTransaction => {
      const { txId, args, writes, event } = endorsed
      return { txId, args, writes: sorted(writes), event, code: validate(endorsed, { block: number, index }) }
    })
    const data = createHash('sha256')
      .update(JSON.stringify(transactions.map(({ args }) => args)))
      .digest('hex')
    head = { number, hash: createHash('sha256').update(`${number} ${head.hash} ${data}`).digest('hex') }
    const block = { ...head, time: new Date(clock()).toISOString(), transactions }
    for (const listener of listeners) listener(block)
    batch.forEach(({ resolve }, index) => resolve(transactions[index]?.code ?? 'MVCC_READ_CONFLICT'))
  }

  return {
    endorse: async (args) => {
      const txId = randomBytes(32).toString('hex')
      const { stub, simulated } = stubOver(world, options, txId)
      const result = await chaincode(stub, args)
      return { ...simulated, txId, args, result }
    },
    order: (endorsed) =>
      new Promise((resolve) => {
        waiting.push({ endorsed, resolve })
        if (waiting.length >= most) cut()
        else setImmediate(cut)
      }),
    onBlock: (listener) => void listeners.push(listener),
  }
}
