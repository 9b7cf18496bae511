// Projects the blocks after a cursor until the chain has no more; the next ones are read while these are written.
import { setImmediate } from 'node:timers/promises'
import type { Block, Ledger } from '@ectrace/shared/ledger/ledger'
import { applyBlocks } from './apply-blocks.ts'
import type { Applying, Cursor } from './apply-blocks.ts'

type Parts = Applying & {
  ledger: Pick<Ledger, 'blocks'> & { log: () => Promise<{ height: number }> }
  goOn: () => boolean
  /** Hears of what is written, with the cursor after it. */
  onBlocks: (cursor: Cursor, transactions: number) => void
}

/** Transactions that one SQL transaction should hold: more are not faster, and a page waits for it. */
const wanted = 1_000

const mostBlocks = 256

const countOf = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, { transactions }) => sum + transactions.length, 0)

/** Rejects with what the ledger or applyBlocks throws; what `onBlocks` heard of is written. */
export const projectChain = async (from: Cursor, parts: Parts): Promise<void> => {
  const { ledger, goOn, onBlocks } = parts
  let cursor = from
  let limit = 8
  const ask = (after: number): Promise<Block[]> => {
    const blocks = ledger.blocks(after + 1, limit)
    // Nobody waits for it when the ones before could not be written.
    blocks.catch(() => undefined)
    return blocks
  }
  for (let coming = ask(cursor?.height ?? 0); goOn();) {
    const blocks = await coming
    const last = blocks.at(-1)
    if (last === undefined) return
    const count = countOf(blocks)
    // Small blocks go in together, big ones by few.
    limit = Math.max(1, Math.min(mostBlocks, limit * 2, Math.ceil((blocks.length * wanted) / count)))
    const more = last.height < (await ledger.log()).height
    if (more) {
      coming = ask(last.height)
      // A file of SQLite is written without a turn of the event loop, and it takes one to ask the ledger's thread.
      await setImmediate()
    }
    cursor = await applyBlocks(parts, blocks, cursor)
    onBlocks(cursor, count)
    if (!more) return
  }
}
