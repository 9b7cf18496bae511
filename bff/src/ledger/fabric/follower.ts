// Follows the blocks of the own peer into the log: one block of the log for each of Fabric's that holds a transaction of ours.
import { setTimeout as pause } from 'node:timers/promises'
import { ownKeys } from '@ectrace/contracts/fabric/values'
import { AppError } from '@ectrace/shared/errors'
import type { Committed } from '@ectrace/shared/ledger/ledger'
import { utf8Decode } from '@ectrace/shared/proof/bytes'
import { encodeRecord } from '../embedded/block.ts'
import type { EngineParts } from '../embedded/engine.ts'
import type { ChannelBlock, FabricChannel } from './channel.ts'
import { recordOf } from './record-of.ts'

export type Follower = {
  /** The transaction once its block is in the log; undefined when that takes longer than `ms`. */
  appeared: (id: string, ms: number) => Promise<Committed | undefined>
  stop: () => Promise<void>
}

/** `base`: height at which the log goes on here, 0 for one that began here. `note` hears when blocks stop coming, and when they come again. */
export type FollowerParts = Pick<EngineParts, 'committer' | 'committed' | 'transactionsOf'> & {
  channel: FabricChannel
  base: number
  note: (level: 'info' | 'warn' | 'error', message: string, fields: Record<string, unknown>) => void
}

const longestPause = 5_000

/** Nothing that a later try could mend. */
const isFatal = (error: unknown): boolean =>
  error instanceof AppError && ['LEDGER_DAMAGED', 'LEDGER_STOPPED', 'VALIDATION_FAILED'].includes(error.code)

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
  const { channel, committed, committer, transactionsOf, note } = parts
  const waiting = openWaiting()
  const stopping = new AbortController()
  let lost = false

  const follow = async (): Promise<void> => {
    for await (const block of channel.blocks(await firstMissing(parts), stopping.signal)) {
      if (lost) note('info', 'blocks come from the peer again', { block: block.number })
      lost = false
      await take(parts, block).catch((error: unknown) => {
        throw error instanceof AppError
          ? new AppError(error.code, { cause: error, details: { ...error.details, block: block.number } })
          : error
      })
      for (const { transaction } of transactionsOf(committer.head().height)) waiting.tell(transaction)
    }
  }
  const followOn = async (): Promise<void> => {
    for (let ms = 100; !stopping.signal.aborted; ms = lost ? Math.min(ms * 2, longestPause) : 100) {
      try {
        await follow()
      } catch (error) {
        if (stopping.signal.aborted) return
        const fields = { error: error instanceof Error ? error.message : String(error), ...detailsOf(error) }
        if (isFatal(error)) {
          note('error', 'a block of the peer cannot be taken: this log follows no further', fields)
          committer.condemn(error as AppError)
          return
        }
        if (!lost) note('warn', 'no more blocks from the peer', fields)
        lost = true
      }
      await pause(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const following = followOn()
  return {
    appeared: async (id, ms) => {
      const known = committed(id)
      if (known !== undefined || ms <= 0 || stopping.signal.aborted) return known
      await waiting.until(id, ms)
      return committed(id)
    },
    stop: async () => {
      stopping.abort()
      waiting.tellAll()
      await following
    },
  }
}

const detailsOf = (error: unknown): object => (error instanceof AppError ? { code: error.code, ...error.details } : {})
