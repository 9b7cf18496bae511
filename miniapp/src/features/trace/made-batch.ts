// What a record says of a batch that it made: by making it from nothing recorded, from other batches, or as a part of one.
import type { ProvenRecord, TraceView } from '@ectrace/shared/api/views'
import { objectsOf, recordOf, textOf, textsOf } from './record-fields'

/** Acts by which a batch comes into being. */
export const makings: readonly string[] = ['createBatch', 'transformBatch', 'mergeBatches', 'splitBatch']
/** Those that make it from others. */
export const remakings: readonly string[] = ['transformBatch', 'mergeBatches', 'splitBatch']

const partOf = (record: ProvenRecord | undefined, batch: string): Readonly<Record<string, unknown>> | undefined =>
  objectsOf(record, 'parts').find(({ id }) => id === batch)

/** The batches that it made. */
export const madeBy = (record: ProvenRecord | undefined): string[] => {
  if (record?.name !== 'splitBatch') return [textOf(record, 'id') ?? '']
  return objectsOf(record, 'parts').flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
}

/** The lot that it gave to a batch. */
export const lotOf = (record: ProvenRecord | undefined, batch: string): string | undefined => {
  if (record?.name !== 'splitBatch') return textOf(record, 'lot')
  const lot = partOf(record, batch)?.['lot']
  return typeof lot === 'string' ? lot : undefined
}

/** The batches that it was made from. */
export const madeFrom = (record: ProvenRecord | undefined): string[] => {
  if (record === undefined || !remakings.includes(record.name)) return []
  return record.name === 'splitBatch' ? [textOf(record, 'source') ?? ''] : textsOf(record, 'inputBatches')
}

/** Was it only divided or put together, nothing new made? Then its days say when the goods were made, not when this was done. */
export const regrouping = (record: ProvenRecord | undefined): 'split' | 'merge' | undefined => {
  if (record?.name === 'splitBatch') return 'split'
  return record?.name === 'mergeBatches' ? 'merge' : undefined
}

/** The batch and everything it was made from, by the records in the reply that made one from others. */
export const lineageOf = (view: TraceView): Set<string> => {
  const found = new Set([view.batch])
  for (const batch of found) {
    for (const input of madeFrom(recordOf(view, view.subjects.batches[batch]))) found.add(input)
  }
  return found
}
