// One digest over everything that a build reads, to know whether the last output still holds.
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import path from 'node:path'

const isBuildInput = (file: string): boolean => !/\.test\.tsx?$/.test(file)

/** Files below `entries` (files or folders, relative to `base`), sorted; entries that do not exist are left out. */
const filesOf = async (base: string, entries: readonly string[]): Promise<string[]> => {
  const files: string[] = []
  for (const entry of entries) {
    const stat = statSync(path.join(base, entry), { throwIfNoEntry: false })
    if (stat?.isFile()) files.push(entry)
    if (!stat?.isDirectory()) continue
    for await (const found of glob(`${entry}/**`, { cwd: base, withFileTypes: true })) {
      if (found.isFile()) files.push(path.relative(base, path.join(found.parentPath, found.name)))
    }
  }
  return [...new Set(files)].filter(isBuildInput).sort()
}

/** SHA-256 (hex) over names and contents of the files below `entries`, and over `settings`. Tests do not count. */
export const fingerprint = async (
  base: string,
  entries: readonly string[],
  settings: Record<string, string | undefined> = {},
): Promise<string> => {
  const hash = createHash('sha256')
  for (const file of await filesOf(base, entries)) {
    const content = createHash('sha256')
      .update(readFileSync(path.join(base, file)))
      .digest('hex')
    hash.update(`${file}\0${content}\n`)
  }
  for (const name of Object.keys(settings).sort()) hash.update(`${name}=${settings[name] ?? ''}\n`)
  return hash.digest('hex')
}
