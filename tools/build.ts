// `pnpm build [--h5] [--weapp]`: builds the mini-program's targets (both without a flag), each only when its inputs changed.
import { buildTarget } from './build/build-target.ts'
import type { Target } from './build/check-output.ts'
import { onStop } from './process/on-stop.ts'

const targets: readonly Target[] = ['h5', 'weapp']

const chosen = (flags: readonly string[]): readonly Target[] => {
  const unknown = flags.find((flag) => !targets.some((target) => flag === `--${target}`))
  if (unknown !== undefined) throw new Error(`unknown option ${unknown}; there are --h5 and --weapp`)
  return flags.length === 0 ? targets : targets.filter((target) => flags.includes(`--${target}`))
}

onStop()
try {
  for (const target of chosen(process.argv.slice(2))) await buildTarget(target)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
