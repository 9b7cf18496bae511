// `pnpm screens [NAME …]`: builds the pages and takes their pictures (e2e/screens.ts).
import { buildTarget } from './build/build-target.ts'
import { onStop } from './process/on-stop.ts'
import { cleanEnv, runNode } from './process/run-node.ts'
import { root } from './root.ts'

onStop()
await buildTarget('h5')
const result = await runNode(['e2e/screens.ts', ...process.argv.slice(2)], { cwd: root, env: cleanEnv() })
process.exitCode = result.code ?? 1
