import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import {
  discardStaged,
  isComplete,
  markComplete,
  putInPlace,
  retireAs,
  stagedFolders,
  unfinishedRestore,
} from './put-in-place.ts'
import { listFiles } from './tree-files.ts'

const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
})

const put = (root: string, files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
}

/** Folders in which a restore is staged: a new epoch of the first channel, another channel that goes on as it was. */
const staged = () => {
  const root = mkdtempSync(path.join(tmpdir(), 'put-in-place-'))
  roots.push(root)
  const folders = { dataDir: path.join(root, 'data'), keyDir: path.join(root, 'keys') }
  const filling = stagedFolders(folders)
  put(folders.keyDir, { 'log.key': 'old', 'last-checkpoint': 'old', 'master.key': 'm', 'channels/b/log.key': 'b' })
  put(filling.keyDir, { 'log.key': 'new', 'last-checkpoint': 'new', 'endorsements.json': '[]' })
  retireAs(filling.keyDir, 'epoch-1')
  put(filling.dataDir, { 'vault.db': 'v', 'ledger/log.json': 'l', 'channels/b/ledger/log.json': 'lb' })
  return { root, folders }
}

const contents = async (root: string): Promise<Record<string, string>> =>
  Object.fromEntries((await listFiles(root)).map((file) => [file, readFileSync(path.join(root, file), 'utf8')]))

const wanted = {
  'data/channels/b/ledger/log.json': 'lb',
  'data/ledger/log.json': 'l',
  'data/vault.db': 'v',
  'keys/channels/b/log.key': 'b',
  'keys/endorsements.json': '[]',
  'keys/last-checkpoint': 'new',
  'keys/last-checkpoint.epoch-1': 'old',
  'keys/log.key': 'new',
  'keys/log.key.epoch-1': 'old',
  'keys/master.key': 'm',
}

test('a complete restore is put in place whichever of its renames an interrupted run had done', async () => {
  const renames = [
    ['keys/log.key', 'keys/log.key.epoch-1'],
    ['keys/last-checkpoint', 'keys/last-checkpoint.epoch-1'],
    ['keys/restored/endorsements.json', 'keys/endorsements.json'],
    ['keys/restored/last-checkpoint', 'keys/last-checkpoint'],
    ['keys/restored/log.key', 'keys/log.key'],
    ['data/restored/ledger', 'data/ledger'],
    ['data/restored/vault.db', 'data/vault.db'],
  ] as const
  for (let done = 0; done <= renames.length; done++) {
    const { root, folders } = staged()
    await markComplete(folders)
    for (const [from, to] of renames.slice(0, done)) renameSync(path.join(root, from), path.join(root, to))
    await putInPlace(folders)
    expect(await contents(root)).toEqual(wanted)
    expect(unfinishedRestore(folders)).toBeUndefined()
  }
})

test('what was not complete is thrown away, also when only the keys had got their new name', async () => {
  const { root, folders } = staged()
  renameSync(stagedFolders(folders).keyDir, path.join(folders.keyDir, 'restored'))
  expect(isComplete(folders)).toBe(false)
  expect(unfinishedRestore(folders)).toBe(stagedFolders(folders).dataDir)
  discardStaged(folders)
  expect(Object.keys(await contents(root))).toEqual(
    ['channels/b/log.key', 'last-checkpoint', 'log.key', 'master.key'].map((file) => `keys/${file}`),
  )
  expect(existsSync(folders.dataDir)).toBe(true)
})
