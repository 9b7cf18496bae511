// For tests: the Fabric ledger over a channel that behaves as Fabric - endorsement on a snapshot, conflicts, blocks with invalid calls.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { channelDouble } from '@ectrace/contracts/test/chaincode-double'
import type { ChannelDouble, FabricBlock } from '@ectrace/contracts/test/chaincode-double'
import { answer } from '@ectrace/contracts/fabric/chaincode'
import { AppError } from '@ectrace/shared/errors'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { splitOrigin } from '@ectrace/shared/proof/log-name'
import type { Note } from '../src/ledger/embedded/core.ts'
import { chaincodeError } from '../src/ledger/fabric/chaincode-error.ts'
import type { ChannelBlock, FabricChannel } from '../src/ledger/fabric/channel.ts'
import { openFabricCore } from '../src/ledger/fabric/core.ts'

const coded = (error: unknown): never => {
  throw chaincodeError(error instanceof Error ? error.message : '')
}

const readBlock = ({ number, time, transactions }: FabricBlock): ChannelBlock => ({
  number,
  invocations: transactions.flatMap(({ code, txId, args: [name = '', ...args], writes, event }) =>
    code === 'VALID' ? [{ attempt: txId, time: Date.parse(time), name, args, writes, event }] : [],
  ),
})

/** An own peer of the channel: questions are simulations that nobody orders. */
const openPeer = (fabric: ChannelDouble): FabricChannel => {
  const blocks: FabricBlock[] = []
  const listeners = new Set<() => void>()
  fabric.onBlock((block) => {
    blocks.push(block)
    for (const hear of listeners) hear()
  })
  const nextBlock = (stop: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const hear = (): void => {
        listeners.delete(hear)
        resolve()
      }
      listeners.add(hear)
      stop.addEventListener('abort', hear, { once: true })
    })
  return {
    ask: async (name, args) => (await fabric.endorse([name, ...args]).catch(coded)).result,
    attempt: async (name, args) => {
      const endorsed = await fabric.endorse([name, ...args]).catch(coded)
      return { outcome: (await fabric.order(endorsed)) === 'VALID' ? 'committed' : 'conflict' }
    },
    blocks: async function* (from, stop) {
      for (let at = 0; !stop.aborted;) {
        const block = blocks[at]
        if (block === undefined) await nextBlock(stop)
        else {
          if (block.number >= from) yield readBlock(block)
          at += 1
        }
      }
    },
    height: () => Promise.resolve((blocks.at(-1)?.number ?? 0) + 1),
    blockOf: (attempt) =>
      Promise.resolve(blocks.find(({ transactions }) => transactions.some(({ txId }) => txId === attempt))?.number),
    close: () => undefined,
  }
}

/** A channel with the chaincode on it, as an own peer shows it. */
export const openChannelDouble = (channel: string): FabricChannel =>
  openPeer(
    channelDouble({
      channel,
      chaincode: (stub, [name = '', ...args]) => answer(stub, name, args, Date.now),
      clock: Date.now,
      most: 10,
    }),
  )

/** What a ledger in a test tells of trouble: an error is one. */
export const throwErrors: Note = (level, message, fields) => {
  if (level === 'error') throw new AppError('INTERNAL', { cause: message, details: fields })
}

/** An empty ledger of `channel` over a channel double of its own; with another log's `origin` it takes what was signed for that one. */
export const openStubLedger = async (channel: string, origin?: string): Promise<Ledger> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ectrace-stub-'))
  const logId = origin === undefined ? undefined : splitOrigin(origin)?.log.slice('ectrace/'.length)
  const ledger = await openFabricCore({
    ...{ dir: path.join(folder, 'ledger'), keyDir: path.join(folder, 'keys'), channel, clock: Date.now },
    ...(logId !== undefined && { logId }),
    ...{ fabric: openChannelDouble(channel), note: throwErrors },
  })
  let closed: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await ledger.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { ...ledger, close: () => (closed ??= close()) }
}
