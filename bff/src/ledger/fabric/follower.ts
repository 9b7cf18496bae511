// Follows the blocks of the own peer into the log: one block of the log for each of Fabric's that holds a transaction of ours.
import { setTimeout as pause } from 'node:timers/promises'
import { ownKeys } from '@ectrace/contracts/fabric/values'
import { AppError } from '@ectrace/shared/errors'
import type { Placed } from '@ectrace/shared/ledger/ledger'
import { utf8Decode } from '@ectrace/shared/proof/bytes'
import { encodeRecord } from '../embedded/block.ts'
import type { Note } from '../embedded/core.ts'
import type { EngineParts } from '../embedded/engine.ts'
import type { ChannelBlock, FabricChannel } from './channel.ts'
import { followBlocks } from './follow-blocks.ts'
import { recordOf } from './record-of.ts'

export type Follower = {
  /** The transaction once its block is in the log; undefined when that takes longer than `ms`. */
  appeared: (id: string, ms: number) => Promise<Placed | undefined>
  /** Resolves when the blocks that the peer has now are in the log. Rejects when they cannot be taken. */
  caughtUp: () => Promise<void>
  stop: () => Promise<void>
}

/** `base`: height at which the log goes on here, 0 for one that began here. */
export type FollowerParts = Pick<EngineParts, 'committer' | 'placed' | 'transactionsOf'> & {
  channel: FabricChannel
  base: number
  note: Note
}

/** Number of the first block that the log does not have: after the one in which the peer has the log's newest transaction. */
const firstMissing = async ({ channel, committer, transactionsOf, base }: FollowerParts): Promise<number> => {
  const { height } = committer.head()
  const last = height > base ? transactionsOf(height).at(-1) : undefined
  if (last === undefined) return 0
  const mark = await channel.ask('state', [ownKeys.attempt(last.transaction)])
  const attempt = mark.length === 0 ? undefined : (JSON.parse(utf8Decode(mark)) as { attempt: string }).attempt
  const number = attempt === undefined ? undefined : await channel.blockOf(attempt)
  if (number === undefined)
    throw new AppError('NOT_READY', { details: { part: 'ledger', what: 'the peer is behind this log', height } })
  return number + 1
}

/** Writes what `block` holds of ours. */
const take = async ({ committer }: FollowerParts, block: ChannelBlock): Promise<void> => {
  const calls = block.invocations.filter(({ name }) => name === 'invoke')
  if (calls.length === 0) return
  committer.ready()
  const { height } = committer.head()
  const records = calls.map(recordOf)
  const encoded = records.map(({ executed }, index) => encodeRecord(executed, height + 1, index))
  // Proposals carry the only times that all organisations see alike; endorsers have held them against their clocks.
  const time = Math.max(...calls.map((call) => call.time))
  await committer.commit(encoded, time, records.at(-1)?.rules ?? '')
  committer.rest()
}

/** Who waits for which transaction. */
const openWaiting = () => {
  const waiting = new Map<string, Set<() => void>>()
  return {
    tell: (id: string): void => waiting.get(id)?.forEach((told) => told()),
    tellAll: (): void => waiting.forEach((all) => all.forEach((told) => told())),
    until: (id: string, ms: number): Promise<void> =>
      new Promise((resolve) => {
        const all = waiting.get(id) ?? new Set()
        const done = (): void => {
          clearTimeout(timer)
          all.delete(done)
          if (all.size === 0) waiting.delete(id)
          resolve()
        }
        const timer = setTimeout(done, ms)
        waiting.set(id, all.add(done))
      }),
  }
}

export const openFollower = (parts: FollowerParts): Follower => {
  const { channel, placed, committer, transactionsOf, note } = parts
  const waiting = openWaiting()
  /** Number of the first block that is not in the log. */
  let next = 0
  const following = followBlocks({
    ...{ channel, note, onFatal: committer.condemn },
    from: async () => (next = await firstMissing(parts)),
    take: async (block) => {
      await take(parts, block)
      next = block.number + 1
      for (const { transaction } of transactionsOf(committer.head().height)) waiting.tell(transaction)
    },
  })
  return {
    caughtUp: async () => {
      const height = await channel.height()
      while (next < height && !following.stopped.aborted) {
        committer.ready()
        await pause(20)
      }
    },
    appeared: async (id, ms) => {
      const known = placed(id)
      if (known !== undefined || ms <= 0 || following.stopped.aborted) return known
      await waiting.until(id, ms)
      return placed(id)
    },
    stop: async () => {
      const stopping = following.stop()
      waiting.tellAll()
      await stopping
    },
  }
}
