// Run by `pnpm start` beside a serving door: seeds it when it is empty, then prints where to go.
// Arguments: URL here, public URL, data folder, key folder, whether to offer the demo (true | false).
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DemoView } from '@ectrace/shared/api/views'
import { createClient } from '@ectrace/sdk/client'
import { banner } from './banner.ts'
import { seed } from './seed.ts'

const [url = '', publicUrl = '', dataDir = '', keyDir = '', demo = 'false'] = process.argv.slice(2)
const noteFile = path.join(dataDir, 'demo.json')

const seeded = async (): Promise<DemoView> => {
  process.stdout.write('正在写入演示数据 · seeding the demo\n')
  const note = await seed({
    url,
    setupToken: (await readFile(path.join(keyDir, 'setup-token'), 'utf8')).trim(),
    password: `demo-${randomBytes(4).toString('hex')}`,
    onStep: (zh) => {
      process.stdout.write(`  ${zh}…\n`)
    },
  })
  await writeFile(noteFile, JSON.stringify(note, null, 2), { mode: 0o600 })
  return note
}

const noteOf = async (): Promise<DemoView | undefined> => {
  if (demo !== 'true') return undefined
  const { size } = await createClient({ url }).call(endpoints.log, {})
  if (size === 0) return seeded()
  const text = await readFile(noteFile, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as DemoView)
}

process.stdout.write(await banner(publicUrl, await noteOf()))
