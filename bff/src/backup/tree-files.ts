// Folders of files for a backup: listed, copied so that a power cut loses nothing, and named by length and SHA-256.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Length in bytes and hexadecimal SHA-256. */
export type FileDigest = { path: string; bytes: number; sha256: string }

/** Relative paths of the plain files below `root`, with `/`, sorted; none when there is no such folder. Links are not followed. */
export const listFiles = async (root: string): Promise<string[]> => {
  if (!existsSync(root)) return []
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
}

const syncPath = async (file: string): Promise<void> => {
  const handle = await open(file, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes every file and name below `root`, and its own name, durable. */
export const syncTree = async (root: string): Promise<void> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  for (const entry of entries) await syncPath(path.join(entry.parentPath, entry.name))
  await syncPath(root)
  await syncPath(path.dirname(root))
}

/** Copies `files` (relative paths) from one folder into another; they belong to their owner alone. */
export const copyFiles = async (from: string, to: string, files: readonly string[]): Promise<void> => {
  for (const file of files) {
    const target = path.join(to, file)
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
    await copyFile(path.join(from, file), target)
    const handle = await open(target, 'r+')
    await handle.chmod(0o600)
    await handle.close()
  }
}

export const digestOf = async (root: string, file: string): Promise<FileDigest> => {
  const sum = createHash('sha256')
  let bytes = 0
  await pipeline(createReadStream(path.join(root, file)), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      bytes += chunk.length
      sum.update(chunk)
    }
  })
  return { path: file, bytes, sha256: sum.digest('hex') }
}
