// Rules of the house that no linter knows: the lock file, the length of files, tests that no suite would run.
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import path from 'node:path'
import { orphanTests } from '../test/suites.ts'

const maxLines = 400

/** A download address in the lock file ties the project to one registry. */
const lockFileFaults = (lockFile: string): string[] =>
  lockFile
    .split('\n')
    .flatMap((line, index) =>
      /\btarball:/.test(line) ? [`pnpm-lock.yaml:${String(index + 1)} holds a download address`] : [],
    )

const isSource = (file: string): boolean =>
  /\.(ts|tsx|mjs|cjs|js|scss)$/.test(file) && !/(^|\/)(node_modules|dist|data|vectors|coverage)\//.test(file)

const longFiles = async (base: string): Promise<string[]> => {
  const faults: string[] = []
  const isOutside = (file: string): boolean => /(^|\/)(node_modules|dist|data)$/.test(file)
  for await (const file of glob('**/*.{ts,tsx,mjs,cjs,js,scss}', { cwd: base, exclude: isOutside })) {
    if (!isSource(file)) continue
    const lines = readFileSync(path.join(base, file), 'utf8').split('\n').length - 1
    if (lines > maxLines)
      faults.push(`${file} has ${String(lines)} lines, more than ${String(maxLines)}: split it by topic`)
  }
  return faults.sort()
}

/** All faults below `base`, one sentence each. */
export const ownFaults = async (base: string): Promise<string[]> => {
  const lockFile = readFileSync(path.join(base, 'pnpm-lock.yaml'), 'utf8')
  const orphans = (await orphanTests(base)).map(
    (file) => `${file} is in no suite of tools/test/suites.ts: it would never run`,
  )
  return [...lockFileFaults(lockFile), ...(await longFiles(base)), ...orphans]
}
