// Builds one target of the mini-program, unless the last output came from the same inputs.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cleanEnv, runNode } from '../process/run-node.ts'
import { packageBin } from '../process/package-bin.ts'
import { root } from '../root.ts'
import { checkOutput } from './check-output.ts'
import type { Target } from './check-output.ts'
import { fingerprint } from './fingerprint.ts'

const miniapp = path.join(root, 'miniapp')

const inputs = [
  'miniapp/src',
  'miniapp/config',
  'miniapp/types',
  'miniapp/package.json',
  'miniapp/babel.config.js',
  'miniapp/tsconfig.json',
  'miniapp/project.config.json',
  'shared/src',
  'shared/package.json',
  'pnpm-lock.yaml',
]

/** Build constants come from the environment (miniapp/config reads EC_*, Taro hands on TARO_APP_*), so they are inputs too. */
const constants = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(EC|TARO_APP)_/.test(name)))

const stampFile = (target: Target): string => path.join(miniapp, 'dist', `.build-${target}.json`)

const isCurrent = (target: Target, inputsDigest: string): boolean => {
  try {
    const stamp = JSON.parse(readFileSync(stampFile(target), 'utf8')) as { inputs?: unknown }
    return stamp.inputs === inputsDigest && checkOutput(target, path.join(miniapp, 'dist', target)).length === 0
  } catch {
    return false
  }
}

const runTaro = async (target: Target): Promise<void> => {
  const folder = path.join(miniapp, 'dist', target)
  rmSync(folder, { recursive: true, force: true })
  rmSync(stampFile(target), { force: true })
  const taro = packageBin('@tarojs/cli', 'taro', miniapp)
  // --no-check: the check of the configuration asks a server of Taro's vendor; the output tells us as much.
  const result = await runNode([taro, 'build', '--type', target, '--no-check'], {
    cwd: miniapp,
    env: cleanEnv({ NODE_ENV: 'production' }),
    capture: true,
    timeLimit: 300_000,
  })
  const faults = checkOutput(target, folder)
  if (result.timedOut) faults.unshift('no end after 300 s')
  else if (result.code !== 0) faults.unshift(`taro ended with code ${String(result.code)}`)
  if (faults.length > 0) throw new Error(`build ${target} failed: ${faults.join('; ')}\n${result.output.trimEnd()}`)
}

/** Builds `target` into miniapp/dist/<target>; prints one line. Throws with Taro's output when the result is not complete. */
export const buildTarget = async (target: Target): Promise<void> => {
  const started = performance.now()
  const digest = await fingerprint(root, inputs, constants())
  if (isCurrent(target, digest)) {
    console.log(`build ${target}: unchanged`)
    return
  }
  console.log(`build ${target} …`)
  await runTaro(target)
  mkdirSync(path.dirname(stampFile(target)), { recursive: true })
  writeFileSync(stampFile(target), `${JSON.stringify({ inputs: digest })}\n`)
  console.log(`build ${target}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
