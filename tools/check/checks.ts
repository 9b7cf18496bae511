// The list of checks behind `pnpm check`, each a name and a way to run it.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { packageBin } from '../process/package-bin.ts'
import { runNode } from '../process/run-node.ts'
import { root } from '../root.ts'
import { ownFaults } from './own-checks.ts'

export type CheckResult = { ok: boolean; output: string }

export type Check = { name: string; run: () => Promise<CheckResult> }

/** Lint takes about two minutes on two idle cores. */
const mostMs = 600_000

const runTool = async (packageName: string, command: string, args: readonly string[]): Promise<CheckResult> => {
  const options = { cwd: root, capture: true, timeLimit: mostMs }
  const result = await runNode([packageBin(packageName, command), ...args], options)
  const output = result.timedOut ? `${result.output}\nno end after ${String(mostMs / 1_000)} s` : result.output
  return { ok: result.code === 0, output }
}

const ownRules = async (): Promise<CheckResult> => {
  const faults = await ownFaults(root)
  return { ok: faults.length === 0, output: faults.join('\n') }
}

/** By the compiler in machine code, in a fifth of the time of the one in JavaScript, which ESLint's rules still need. */
const tsc = (project: string): Check => ({
  name: project === 'tsconfig.json' ? 'types' : `types-${path.dirname(project)}`,
  run: () => runTool('typescript-native', 'tsc', ['--noEmit', '--pretty', 'false', '-p', project]),
})

const projects = ['tsconfig.json', 'miniapp/tsconfig.json'].filter((project) => existsSync(path.join(root, project)))

const folders = ['shared', 'contracts', 'bff', 'miniapp', 'e2e', 'bench', 'tools', 'deploy']

/** The slow ones first, so that two at a time end together. */
export const checks: readonly Check[] = [
  { name: 'lint', run: () => runTool('eslint', 'eslint', ['.', '--max-warnings', '0']) },
  ...projects.map(tsc),
  { name: 'imports', run: () => runTool('dependency-cruiser', 'depcruise', folders) },
  { name: 'unused', run: () => runTool('knip', 'knip', ['--no-progress', '--no-config-hints']) },
  { name: 'format', run: () => runTool('prettier', 'prettier', ['--check', '--log-level', 'warn', '.']) },
  { name: 'house-rules', run: ownRules },
]
