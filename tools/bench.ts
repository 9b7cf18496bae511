// `pnpm bench NAME [options]`: runs bench/NAME.ts; without a name it lists what there is.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { onStop } from './process/on-stop.ts'
import { cleanEnv, runNode } from './process/run-node.ts'
import { root } from './root.ts'

const folder = path.join(root, 'bench')
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => path.basename(file, '.ts'))
  .sort()

const [name, ...options] = process.argv.slice(2)

if (name === undefined || !names.includes(name)) {
  const list = names.length === 0 ? 'none yet' : names.join(', ')
  console.error(`${name === undefined ? 'which bench?' : `there is no bench ${name};`} there are: ${list}`)
  process.exitCode = 1
} else {
  onStop()
  const result = await runNode([path.join(folder, `${name}.ts`), ...options], {
    cwd: root,
    env: cleanEnv({ NODE_ENV: 'production' }),
  })
  process.exitCode = result.code ?? 1
}
