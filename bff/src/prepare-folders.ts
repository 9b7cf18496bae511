// Makes the folders of data and keys and finds out, before anything is opened, whether they can be written.
import { realpath, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@ectrace/shared/errors'
import type { Config } from './config.ts'
import { liesInside } from './config.ts'
import { unfinishedRestore } from './backup/put-in-place.ts'
import { makeFolder } from './ledger/embedded/write-durably.ts'
import { systemCode } from './system-code.ts'

const refused = (field: string, rule: string, value: string, cause?: unknown): AppError =>
  new AppError('SETTINGS_INVALID', { cause, details: { faults: [{ field, rule, value }] } })

const makeWritable = async (field: string, folder: string, mode: number): Promise<string> => {
  try {
    makeFolder(folder, mode)
    const probe = path.join(folder, `.probe-${String(process.pid)}`)
    await writeFile(probe, '')
    await rm(probe)
    return await realpath(folder)
  } catch (error) {
    throw refused(field, `the folder cannot be written (${systemCode(error) ?? 'unknown'})`, folder, error)
  }
}

/** Throws SETTINGS_INVALID naming DATA_DIR or KEY_DIR when it cannot be written, while a restore is unfinished, or when links put the keys among the data. */
export const prepareFolders = async ({ dataDir, keyDir }: Pick<Config, 'dataDir' | 'keyDir'>): Promise<void> => {
  const data = await makeWritable('DATA_DIR', dataDir, 0o750)
  const keys = await makeWritable('KEY_DIR', keyDir, 0o700)
  const unfinished = unfinishedRestore({ dataDir: data, keyDir: keys })
  // Starting would found a new log beside the one that is half put back.
  if (unfinished !== undefined)
    throw refused('DATA_DIR', 'a restore is not finished: run pnpm restore again', unfinished)
  if (liesInside(keys, data)) throw refused('KEY_DIR', 'must not lie inside DATA_DIR', keyDir)
}
