// The links between events and batches in the read model against the events on chain.
import { keys } from '@ectrace/shared/ledger/keys'
import type { EventBatchTable } from '../store/read-model.ts'
import type { Snapshot } from './audit-snapshot.ts'
import type { ChainTruth } from './chain-truth.ts'
import { grouped } from './grouped.ts'
import { eventBatchesOf } from './records.ts'
import { tampered } from './tampered-column.ts'
import type { TamperedColumn } from './tampered-column.ts'

const compareLinks = (
  place: Pick<TamperedColumn, 'key' | 'transaction'>,
  stored: readonly EventBatchTable[],
  original: readonly EventBatchTable[],
): TamperedColumn[] => {
  const positions = [...new Set([...original, ...stored].map(({ position }) => position))]
  const batchAt = (links: readonly EventBatchTable[], position: number): string | undefined =>
    links.find((link) => link.position === position)?.batch
  return positions.flatMap((position) => {
    const there = batchAt(stored, position)
    const right = batchAt(original, position)
    const column = there === undefined || right === undefined ? '*' : 'batch'
    return there === right ? [] : [tampered({ table: 'event_batch', op: 0, ...place }, column, there, right)]
  })
}

export const auditEvents = async (truth: ChainTruth, { events, eventLinks }: Snapshot): Promise<TamperedColumn[]> => {
  const links = grouped(eventLinks, ({ event }) => event)
  const found = events.map(async (event) => {
    const key = keys.event(event)
    const entry = await truth.entry(key)
    const original = entry === undefined ? [] : eventBatchesOf(entry)
    return compareLinks({ key, transaction: entry?.transaction ?? '' }, links.get(event) ?? [], original)
  })
  return (await Promise.all(found)).flat()
}
