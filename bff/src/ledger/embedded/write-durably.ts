// Puts a small file in place whole or not at all, and makes folders that a power cut does not take back.
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { nodeFiles } from './files.ts'

/** Mode 0600; on return content and name are durable. */
export const writeDurably = (file: string, content: string | Uint8Array): void => {
  const temporary = `${file}.new`
  const fd = openSync(temporary, 'w', 0o600)
  try {
    writeFileSync(fd, content)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(temporary, file)
  nodeFiles.syncDirectory(dirname(file))
}

/** Makes `folder` and what is missing above it; on return their names are durable. */
export const makeFolder = (folder: string, mode = 0o777): void => {
  const first = mkdirSync(folder, { recursive: true, mode })
  if (first === undefined) return
  let at = resolve(folder)
  for (; at !== resolve(first); at = dirname(at)) nodeFiles.syncDirectory(dirname(at))
  nodeFiles.syncDirectory(dirname(at))
}
