// Puts a small file in place whole or not at all.
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
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
