// The last checkpoint that was signed, kept beside the key and not with the data: a data folder put back to an older copy is noticed.
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { readCheckpoint } from './checkpoint-note.ts'
import type { CheckpointReader, Sealed } from './checkpoint-note.ts'
import { damaged } from './damaged.ts'
import { writeDurably } from './write-durably.ts'

// A slot fits into one sector, which disks write whole, and blocks take turns: an interrupted write leaves the one before.
const slotLength = 512
const slots = 2

export const lastCheckpointFile = (keyDir: string): string => join(keyDir, 'last-checkpoint')

const padded = (checkpoint: string): Buffer => {
  const slot = Buffer.alloc(slotLength)
  const bytes = Buffer.from(checkpoint)
  if (bytes.length > slotLength) throw new RangeError(`a checkpoint of ${bytes.length} bytes does not fit its slot`)
  bytes.copy(slot)
  return slot
}

/** The notes in the file as they stand there, unread; undefined when there is no such file. */
export const lastNotes = (keyDir: string): string[] | undefined => {
  const file = lastCheckpointFile(keyDir)
  if (!existsSync(file)) return undefined
  const bytes = readFileSync(file)
  return Array.from({ length: slots }, (_, slot) =>
    bytes.toString('utf8', slot * slotLength, (slot + 1) * slotLength).replace(/\0+$/, ''),
  )
}

/** What was last signed, or undefined when there is no such file. Throws LEDGER_DAMAGED when nothing in it is signed by the log. */
export const readLastCheckpoint = (keyDir: string, reader: CheckpointReader): Sealed | undefined => {
  const notes = lastNotes(keyDir)
  if (!notes) return undefined
  const found = notes.flatMap((note) => readCheckpoint(reader, note) ?? [])
  const [newest] = found.sort((a, b) => b.height - a.height)
  if (!newest) throw damaged(`no checkpoint of this log in ${lastCheckpointFile(keyDir)}`)
  return newest
}

/** Keeps a file of fixed size open and overwrites it in place. */
export const openLastCheckpoint = (
  keyDir: string,
  first: string,
): { put: (height: number, checkpoint: string) => void; close: () => void } => {
  const file = lastCheckpointFile(keyDir)
  if (!existsSync(file)) writeDurably(file, Buffer.concat([padded(first), padded(first)]))
  const fd = openSync(file, 'r+')
  return {
    // Not synced: the block it names is durable already, and a power cut may take this memory back by a few blocks, no more.
    put: (height, checkpoint) => {
      writeSync(fd, padded(checkpoint), 0, slotLength, (height % slots) * slotLength)
    },
    close: () => closeSync(fd),
  }
}

/** The highest block named in the file, signed or not: for the message when the log itself is gone. */
export const peekLastHeight = (keyDir: string): number => {
  const file = lastCheckpointFile(keyDir)
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return Math.max(0, ...[...text.matchAll(/^block (\d{1,15}) /gm)].map(([, height]) => Number(height)))
}
