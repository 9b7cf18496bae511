// The built H5 and the seeded demo on a real server of this process.
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDemo } from '@ectrace/bff/test/demo-fixture'
import type { Demo } from '@ectrace/bff/test/demo-fixture'

const built = fileURLToPath(new URL('../../miniapp/dist/h5', import.meta.url))

/** The password of every account of the demo. */
export { demoPassword } from '@ectrace/bff/test/seeded-demo'

export type DemoSite = Demo & {
  /** `http://127.0.0.1:41234` */
  origin: string
  /** The whole link of a code's path, as it is printed. */
  link: (path: string) => string
}

/** `env` adds settings. Fails when the pages have not been built. */
export const openDemoSite = async (env: Record<string, string> = {}): Promise<DemoSite> => {
  const h5 = process.env['H5_DIR'] ?? built
  if (!existsSync(path.join(h5, 'index.html'))) throw new Error(`no H5 build at ${h5}: pnpm build --h5`)
  const demo = await openDemo({ H5_DIR: h5, DEMO: 'on', ...env })
  await writeFile(path.join(demo.door.deps.config.dataDir, 'demo.json'), JSON.stringify(demo.note))
  const origin = demo.door.url
  return { ...demo, origin, link: (code) => origin + code }
}
