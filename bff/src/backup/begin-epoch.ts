// Turns a restored log into the next epoch of itself: a new key, the old ones' word for it, and a description that names both.
import { sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { fault } from '@ectrace/shared/errors'
import { mostEndorsements, signEndorsement } from '@ectrace/shared/proof/epoch'
import type { Endorsement } from '@ectrace/shared/proof/epoch'
import type { ChainPlaces } from '../channel-places.ts'
import {
  checkpointReader,
  keyFile,
  makeKey,
  readDescriptor,
  readKey,
  verifierKeyOf,
  writeDescriptor,
} from '../ledger/embedded/log-key.ts'
import { readCheckpoint } from '../ledger/embedded/checkpoint-note.ts'
import type { Sealed } from '../ledger/embedded/checkpoint-note.ts'
import type { LogDescriptor } from '../ledger/embedded/log-key.ts'
import { writeDurably } from '../ledger/embedded/write-durably.ts'
import { endorsementsFile, epochOf, findKey, keptEndorsements, keyMemory, newestEpochIn } from './key-memory.ts'
import type { KeyMemory } from './key-memory.ts'
import type { ChainInBackup } from './manifest.ts'

/** `staged`: where the restored log and its new keys are being made; `keyDir`: where the keys of before lie, `given` those of a backup. */
export type EpochPlaces = { staged: ChainPlaces; keyDir: string; given?: string | undefined }

/** `to` and `earlier` name the new epoch; absent `lostTo`: nobody knows how far the lost part went. */
export type NewEpoch = { epoch: number; verifierKey: string; lostFrom: number; lostTo?: number; endorsement: string }

const descriptorIn = ({ dir }: ChainPlaces): LogDescriptor => {
  const descriptor = readDescriptor(dir)
  if (!descriptor) throw fault('SETTINGS_INVALID', 'DIR', 'holds a ledger', dir)
  return descriptor
}

const sealedOf = (descriptor: LogDescriptor, { checkpoint }: ChainInBackup): Sealed => {
  const sealed = readCheckpoint(checkpointReader(descriptor.verifierKey, descriptor.earlier), checkpoint)
  if (!sealed) throw fault('CHECKPOINT_SIGNATURE', 'checkpoint', 'signed by the log in the backup')
  return sealed
}

/** The memory of the key folder, if it is of the log of `descriptor`. Throws SETTINGS_INVALID when it is another log's. */
const memoryOf = (keyDir: string, { logId }: LogDescriptor): KeyMemory | undefined => {
  const memory = keyMemory(keyDir)
  if (memory && !memory.origin.startsWith(`ectrace/${logId}/`))
    throw fault('SETTINGS_INVALID', 'KEY_DIR', 'is another log’s', memory.origin)
  return memory
}

/** Whether the key folder's memory ends with the very block that the backup ends with: then nothing was lost and the epoch goes on. */
export const isComplete = ({ staged, keyDir }: EpochPlaces, chain: ChainInBackup): boolean => {
  const descriptor = descriptorIn(staged)
  const memory = memoryOf(keyDir, descriptor)
  const { hash } = sealedOf(descriptor, chain)
  return memory?.verifierKey === descriptor.verifierKey && memory.sealed.hash === hash
}

type Step = Pick<Endorsement, 'to' | 'time' | 'lostTo'>

const endorse = (from: string, key: KeyObject, { size, root, height, hash }: Sealed, step: Step): string =>
  signEndorsement({ from, size, root, height, hash, ...step }, (bytes) => sign(null, bytes, key))

/** Entries known to be lost: the memory's, if it saw more than the backup has. */
const lostToOf = (memory: KeyMemory | undefined, { size }: Sealed): number | null =>
  memory && memory.sealed.size > size ? memory.sealed.size : null

/** Every note once, the newest kept when there are more than readers take. */
const others = (notes: readonly string[], earlier: readonly string[]): string[] =>
  [...new Set(notes)].filter((note) => !earlier.includes(note)).slice(-(mostEndorsements - earlier.length))

/**
 * Makes the key of the next epoch in the staged folder, has it endorsed by the backup's key and by the one that signed last (they differ
 * when an older epoch is restored), and rewrites log.json. Throws SETTINGS_INVALID when the backup's key is nowhere to be found.
 */
export const beginEpoch = (places: EpochPlaces, chain: ChainInBackup, now: number): NewEpoch => {
  const { staged, keyDir, given } = places
  const descriptor = descriptorIn(staged)
  const sealed = sealedOf(descriptor, chain)
  const memory = memoryOf(keyDir, descriptor)
  const folders = [keyDir, ...(given === undefined ? [] : [given])]
  const oldKey = findKey(folders, descriptor.origin, descriptor.verifierKey)
  const epoch = Math.max(descriptor.epoch, epochOf(memory?.origin ?? ''), ...folders.map(newestEpochIn)) + 1
  const origin = `ectrace/${descriptor.logId}/${epoch}`
  mkdirSync(staged.keyDir, { recursive: true, mode: 0o700 })
  makeKey(keyFile(staged.keyDir))
  const verifierKey = verifierKeyOf(origin, readKey(keyFile(staged.keyDir)))
  const lostTo = lostToOf(memory, sealed)
  const step = { to: verifierKey, time: new Date(now).toISOString(), lostTo }
  const endorsement = endorse(descriptor.verifierKey, oldKey, sealed, step)
  const newest =
    memory && memory.verifierKey !== descriptor.verifierKey
      ? [endorse(memory.verifierKey, memory.privateKey, sealed, step)]
      : []
  const earlier = [...(descriptor.earlier ?? []), endorsement]
  const also = others([...(descriptor.also ?? []), ...keptEndorsements(keyDir), ...newest], earlier)
  writeDurably(endorsementsFile(staged.keyDir), `${JSON.stringify([...also, ...earlier], null, 1)}\n`)
  writeDescriptor(staged.dir, { ...descriptor, epoch, origin, verifierKey, earlier, ...(also.length > 0 && { also }) })
  return { epoch, verifierKey, lostFrom: sealed.size, ...(lostTo !== null && { lostTo }), endorsement }
}
