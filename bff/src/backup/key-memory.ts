// What a key folder knows of a log: the private keys that lie there, the newest checkpoint signed with the present one, and whom old keys named.
import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { AppError, fault } from '@ectrace/shared/errors'
import { parseCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { splitOrigin } from '@ectrace/shared/proof/log-name'
import type { Sealed } from '../ledger/embedded/checkpoint-note.ts'
import { lastNotes, readLastCheckpoint } from '../ledger/embedded/last-checkpoint.ts'
import { checkpointReader, keyFile, readKey, verifierKeyOf } from '../ledger/embedded/log-key.ts'

/** The present key, the origin that it signs and the newest thing that it signed. */
export type KeyMemory = { privateKey: KeyObject; origin: string; verifierKey: string; sealed: Sealed }

export const endorsementsFile = (keyDir: string): string => path.join(keyDir, 'endorsements.json')

/** Notes by which keys of this folder named their successors: also those of histories that a restore left behind. */
export const keptEndorsements = (keyDir: string): string[] => {
  const file = endorsementsFile(keyDir)
  if (!existsSync(file)) return []
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const isText = (note: unknown): note is string => typeof note === 'string'
  if (!Array.isArray(found) || !found.every(isText)) throw fault('SETTINGS_INVALID', file, 'a list of notes')
  return found
}

const originOf = (note: string): string | undefined => {
  try {
    return parseCheckpoint(note).origin
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

/** The folder's own log, or undefined when it has signed nothing yet. Throws LEDGER_DAMAGED when its memory is not by its key. */
export const keyMemory = (keyDir: string): KeyMemory | undefined => {
  const notes = lastNotes(keyDir)
  if (!notes || !existsSync(keyFile(keyDir))) return undefined
  const privateKey = readKey(keyFile(keyDir))
  const byEpoch = notes.flatMap((note) => originOf(note) ?? []).sort((a, b) => epochOf(b) - epochOf(a))
  const origin = byEpoch[0] ?? ''
  const verifierKey = verifierKeyOf(origin, privateKey)
  const sealed = readLastCheckpoint(keyDir, checkpointReader(verifierKey))
  return sealed && { privateKey, origin, verifierKey, sealed }
}

export const epochOf = (origin: string): number => splitOrigin(origin)?.epoch ?? 0

const retired = /^log\.key\.epoch-(\d+)$/
const keyNames = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name === 'log.key' || retired.test(name)) : []

/** The highest epoch that a key in `folder` can be of, by the names that old keys were put away under; 0 when none was. */
export const newestEpochIn = (folder: string): number => {
  const epochs = keyNames(folder).map((name) => Number(retired.exec(name)?.[1] ?? 0))
  const newest = Math.max(0, ...epochs)
  return newest > 0 && existsSync(keyFile(folder)) ? newest + 1 : newest
}

/** The private key behind `verifierKey` among present and retired ones of `folders`. Throws SETTINGS_INVALID when none of them is. */
export const findKey = (folders: readonly string[], origin: string, verifierKey: string): KeyObject => {
  for (const folder of folders) {
    for (const name of keyNames(folder)) {
      const key = readKey(path.join(folder, name))
      if (verifierKeyOf(origin, key) === verifierKey) return key
    }
  }
  throw fault('SETTINGS_INVALID', '--keys', 'holds the key that signed this log', verifierKey)
}
