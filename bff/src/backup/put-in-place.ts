// The last step of a restore: renames alone, each of which may already have been done by a run that was interrupted.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { lastCheckpointFile } from '../ledger/embedded/last-checkpoint.ts'
import { keyFile } from '../ledger/embedded/log-key.ts'
import { writeDurably } from '../ledger/embedded/write-durably.ts'
import { listFiles, syncTree } from './tree-files.ts'

type Folders = { dataDir: string; keyDir: string }

/** Being filled: a new run throws it away. */
const filling = 'restoring'
/** Complete: a new run only finishes the renames. */
const complete = 'restored'

export const stagedFolders = ({ dataDir, keyDir }: Folders): Folders => ({
  dataDir: path.join(dataDir, filling),
  keyDir: path.join(keyDir, filling),
})

export const isComplete = ({ dataDir }: Folders): boolean => existsSync(path.join(dataDir, complete))

/** Where a complete restore waits for its last renames. */
export const completeFolder = ({ dataDir }: Pick<Folders, 'dataDir'>): string => path.join(dataDir, complete)

/** Both names in a data folder; a server must not start over them. */
export const unfinishedRestore = ({ dataDir }: Folders): string | undefined =>
  [filling, complete].map((name) => path.join(dataDir, name)).find((folder) => existsSync(folder))

/** Removes what an interrupted run left that was not complete. Keys made by it have signed nothing that anybody saw. */
export const discardStaged = ({ dataDir, keyDir }: Folders): void => {
  for (const folder of [path.join(dataDir, filling), path.join(keyDir, filling), path.join(keyDir, complete)])
    rmSync(folder, { recursive: true, force: true })
}

const retiringFile = (keyDir: string): string => path.join(keyDir, 'retire')

/** Says beside a staged key under which name the one before it is put away. */
export const retireAs = (stagedKeyDir: string, suffix: string): void => writeDurably(retiringFile(stagedKeyDir), suffix)

const renameOnce = (from: string, to: string): void => {
  if (existsSync(from)) renameSync(from, to)
}

/** The present key and its memory get another name: no start reads them again. */
const retire = (staged: string, keyDir: string): void => {
  if (!existsSync(retiringFile(staged))) return
  const suffix = readFileSync(retiringFile(staged), 'utf8')
  // The new key is still staged: what lies under the name now is the old one.
  if (existsSync(keyFile(staged))) renameOnce(keyFile(keyDir), `${keyFile(keyDir)}.${suffix}`)
  if (existsSync(lastCheckpointFile(staged)))
    renameOnce(lastCheckpointFile(keyDir), `${lastCheckpointFile(keyDir)}.${suffix}`)
}

const moveFiles = async (from: string, to: string): Promise<void> => {
  for (const file of await listFiles(from)) {
    const target = path.join(to, file)
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 })
    renameSync(path.join(from, file), target)
  }
}

const moveKeys = async (keyDir: string): Promise<void> => {
  const staged = path.join(keyDir, complete)
  if (!existsSync(staged)) return
  const marks = (await listFiles(staged)).filter((file) => path.basename(file) === path.basename(retiringFile('')))
  for (const mark of marks) retire(path.join(staged, path.dirname(mark)), path.join(keyDir, path.dirname(mark)))
  for (const mark of marks) rmSync(path.join(staged, mark))
  await moveFiles(staged, keyDir)
  rmSync(staged, { recursive: true })
  await syncTree(keyDir)
}

/** Says that everything is there; from now on a restore can only be finished. */
export const markComplete = async ({ dataDir, keyDir }: Folders): Promise<void> => {
  await syncTree(path.join(dataDir, filling))
  if (existsSync(path.join(keyDir, filling))) {
    await syncTree(path.join(keyDir, filling))
    renameSync(path.join(keyDir, filling), path.join(keyDir, complete))
  }
  await syncTree(keyDir)
  renameSync(path.join(dataDir, filling), path.join(dataDir, complete))
}

/** Moves a complete restore to where the server looks: keys first, then data. Harmless when repeated after a crash. */
export const putInPlace = async ({ dataDir, keyDir }: Folders): Promise<void> => {
  await moveKeys(keyDir)
  const staged = path.join(dataDir, complete)
  await moveFiles(staged, dataDir)
  await syncTree(dataDir)
  rmSync(staged, { recursive: true })
  await syncTree(dataDir)
}
