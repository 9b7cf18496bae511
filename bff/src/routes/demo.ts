// What the seeded demo offers to scan: read from the note that the seeding client left beside the data.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { userRoles } from '@ectrace/shared/domain/organisation'
import { AppError } from '@ectrace/shared/errors'
import { z } from 'zod'
import { publicRoute } from '../http/route.ts'
import type { Api } from '../http/route.ts'

export const demoFile = (dataDir: string): string => path.join(dataDir, 'demo.json')

const demoNote = z.strictObject({
  accounts: z.array(
    z.strictObject({ login: z.string(), password: z.string(), organisation: z.string(), role: z.enum(userRoles) }),
  ),
  codes: z.array(
    z.strictObject({ kind: z.enum(['trade_accept', 'trade_refuse', 'item', 'forged']), path: z.string() }),
  ),
})

export const registerDemoRoutes = (api: Api): void => {
  const { config } = api.deps
  if (!config.demo) return
  publicRoute(api, endpoints.demo, null, async () => {
    const text = await readFile(demoFile(config.dataDir), 'utf8').catch(() => undefined)
    if (text === undefined) throw new AppError('NOT_FOUND', { details: { demo: 'not seeded' } })
    return demoNote.parse(JSON.parse(text))
  })
}
