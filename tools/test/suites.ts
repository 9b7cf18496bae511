// Which test files belong to which suite, and what each suite needs from the machine.
import { glob } from 'node:fs/promises'
import { root } from '../root.ts'
import type { Target } from '../build/check-output.ts'

/** Things outside the repository that a suite cannot do without. */
export type Need = 'chromium' | 'ffmpeg' | 'fabric'

export type Suite = {
  name: string
  patterns: readonly string[]
  builds: readonly Target[]
  needs: readonly Need[]
  /** Its tests begin with the seeded demo. */
  seeded: boolean
  /** Test files at once. A file waits a good part of its time for disk, browser or the other side. */
  workers: number
  minutes: number
}

const plain = { builds: [], needs: [], seeded: false, workers: 2, minutes: 5 } as const

/** In the order in which they run: the quickest to tell something first. */
export const suites: readonly Suite[] = [
  {
    ...plain,
    name: 'unit',
    patterns: ['{shared,contracts,bff,sdk,demo,miniapp,e2e,bench,tools,deploy}/**/*.test.{ts,tsx}'],
  },
  {
    ...plain,
    name: 'integration',
    patterns: ['bff/test/**/*.int.test.ts'],
    builds: ['h5'],
    seeded: true,
    workers: 3,
    minutes: 12,
  },
  { ...plain, name: 'fault', patterns: ['bff/test/**/*.fault.test.ts'], minutes: 9 },
  {
    ...plain,
    name: 'browser',
    patterns: ['e2e/**/*.e2e.test.ts'],
    builds: ['h5'],
    needs: ['chromium', 'ffmpeg'],
    seeded: true,
    minutes: 12,
  },
  { ...plain, name: 'weapp', patterns: ['e2e/**/*.weapp.test.ts'], builds: ['weapp'], seeded: true },
  {
    ...plain,
    name: 'fabric',
    patterns: ['{bff,contracts,e2e}/**/*.fabric.test.ts'],
    builds: ['h5'],
    needs: ['fabric', 'chromium', 'ffmpeg'],
    workers: 1,
    minutes: 40,
  },
]

/** Endings of the suites that need more than Node; the unit suite takes what has none of them. */
const special = /\.(int|fault|e2e|weapp|fabric)\.test\.ts$/

const isOutside = (file: string): boolean => /(^|\/)(node_modules|dist|data|coverage)(\/|$)/.test(file)

/** The suite's test files, relative to `base`, sorted. */
export const filesOf = async (suite: Suite, base = root): Promise<string[]> => {
  const found: string[] = []
  for await (const file of glob([...suite.patterns], { cwd: base, exclude: isOutside })) found.push(file)
  const files = suite.name === 'unit' ? found.filter((file) => !special.test(file)) : found
  return [...new Set(files)].sort()
}

/** Test files that no suite runs: they would never fail. */
export const orphanTests = async (base = root): Promise<string[]> => {
  const taken = new Set((await Promise.all(suites.map((suite) => filesOf(suite, base)))).flat())
  const orphans: string[] = []
  for await (const file of glob('**/*.test.{ts,tsx,js,mjs,mts}', { cwd: base, exclude: isOutside })) {
    if (!taken.has(file)) orphans.push(file)
  }
  return orphans.sort()
}
