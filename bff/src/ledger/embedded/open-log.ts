// Finds the log in its folder or founds a new one, and knows when a missing log is a lost one.
import { existsSync, rmSync } from 'node:fs'
import { signCheckpoint } from './checkpoint-note.ts'
import type { Head } from './committer.ts'
import { damaged, rolledBack } from './damaged.ts'
import { sha256Hex } from './digest.ts'
import { lastCheckpointFile, peekLastHeight } from './last-checkpoint.ts'
import { createLog, descriptorFile, genesisOf, loadLog } from './log-key.ts'
import type { LogIdentity } from './log-key.ts'
import { listSegments, segmentFolder } from './segment.ts'
import { makeFolder } from './write-durably.ts'

const found = (dir: string, keyDir: string, channel: string, now: number): void => {
  if (listSegments(dir).length > 0) throw damaged('log.json is missing')
  const seen = peekLastHeight(keyDir)
  // Someone who means to begin anew removes the key folder too: one key never signs two histories.
  if (seen > 0)
    throw rolledBack(`there is no log, but block ${seen} was signed with the key in ${keyDir}`, { seen, found: 0 })
  rmSync(lastCheckpointFile(keyDir), { force: true })
  createLog({ dir, keyDir, channel, now })
}

/**
 * The log in `dir` (lock held), made when there is none. Throws LEDGER_DAMAGED, LEDGER_ROLLED_BACK (no log, though its key signed
 * blocks), SETTINGS_INVALID (key) or LOG_MISMATCH (channel).
 */
export const openLog = (where: { dir: string; keyDir: string; channel: string; now: number }): LogIdentity => {
  const { dir, keyDir, channel, now } = where
  if (!existsSync(segmentFolder(dir))) {
    makeFolder(segmentFolder(dir))
  }
  if (!existsSync(descriptorFile(dir))) found(dir, keyDir, channel, now)
  return loadLog({ dir, keyDir, channel })
}

/** The head of the empty log. */
export const genesisHead = ({ descriptor, signer }: LogIdentity): Head => {
  const start = { height: 0, hash: genesisOf(descriptor), size: 0, time: descriptor.created }
  return { ...start, checkpoint: signCheckpoint(signer, { ...start, root: sha256Hex('') }) }
}
