// Takes the blocks of an own peer one after the other, and goes on by itself when the stream breaks: it never reconnects of its own.
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '@ectrace/shared/errors'
import type { Note } from '../embedded/core.ts'
import type { ChannelBlock, FabricChannel } from './channel.ts'

export type FollowParts = {
  channel: FabricChannel
  /** Number of the first block that is not taken yet; asked again after every break. */
  from: () => Promise<number>
  take: (block: ChannelBlock) => Promise<void>
  /** Hears when blocks stop coming, and when they come again. */
  note: Note
  /** Nothing that a later try could mend: no block is taken any more. */
  onFatal: (error: AppError) => void
}

export type Following = { stop: () => Promise<void>; stopped: AbortSignal }

const pauses = { first: 100, most: 5_000 }
const fatal = ['LEDGER_DAMAGED', 'LEDGER_STOPPED', 'VALIDATION_FAILED', 'NOT_CANONICAL']

const isFatal = (error: unknown): error is AppError => error instanceof AppError && fatal.includes(error.code)

const fieldsOf = (error: unknown): Record<string, unknown> => ({
  error: error instanceof Error ? error.message : String(error),
  ...(error instanceof AppError && { code: error.code, ...error.details }),
})

/** The error of a block, with its number. */
const atBlock =
  ({ number }: ChannelBlock) =>
  (error: unknown): never => {
    if (!(error instanceof AppError)) throw error
    throw new AppError(error.code, { cause: error, details: { ...error.details, block: number } })
  }

export const followBlocks = ({ channel, from, take, note, onFatal }: FollowParts): Following => {
  const stopping = new AbortController()
  let lost = false
  const isStopped = (): boolean => stopping.signal.aborted
  const follow = async (): Promise<void> => {
    for await (const block of channel.blocks(await from(), stopping.signal)) {
      if (lost) note('info', 'blocks come from the peer again', { block: block.number })
      lost = false
      await take(block).catch(atBlock(block))
    }
  }
  const followOn = async (): Promise<void> => {
    for (let ms = pauses.first; !stopping.signal.aborted; ms = lost ? Math.min(ms * 2, pauses.most) : pauses.first) {
      try {
        await follow()
      } catch (error) {
        if (isStopped()) return
        if (isFatal(error)) {
          note('error', 'a block of the peer cannot be taken: nothing is followed any more', fieldsOf(error))
          onFatal(error)
          return
        }
        if (!lost) note('warn', 'no more blocks from the peer', fieldsOf(error))
        lost = true
      }
      await pause(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const following = followOn()
  return {
    stopped: stopping.signal,
    stop: async () => {
      stopping.abort()
      await following
    },
  }
}
