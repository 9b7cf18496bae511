// backup.json: what a backup holds, at which height of each chain, every file with its length and SHA-256.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError, fault } from '@ectrace/shared/errors'
import { z } from 'zod'
import { digestOf, listFiles } from './tree-files.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const whole = z.int().min(0)
/** Below the backup's folder: no way out of it. */
const inside = z
  .string()
  .min(1)
  .max(500)
  .refine(
    (file) => file.split('/').every((part) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(part)),
    'path inside the backup',
  )

const chain = z.strictObject({
  channel: z.string().min(1).max(40),
  origin: z.string().min(1).max(255),
  height: whole.min(1),
  size: whole.min(1),
  root: hash,
  /** The signed note over the newest block in the backup. */
  checkpoint: z.string().min(1).max(4_096),
})

const manifest = z.strictObject({
  v: z.literal(1),
  /** `data`: chains, vault and blobs. `keys`: the key folder. */
  kind: z.enum(['data', 'keys']),
  made: z.string().min(1).max(40),
  chains: z.array(chain).max(100),
  files: z.array(z.strictObject({ path: inside, bytes: whole, sha256: hash })).max(10_000_000),
})
export type Manifest = z.output<typeof manifest>
export type ChainInBackup = Manifest['chains'][number]

export const manifestName = 'backup.json'

/** Writes backup.json over everything that lies in `root`. */
export const writeManifest = async (root: string, about: Pick<Manifest, 'kind' | 'made' | 'chains'>): Promise<void> => {
  const files = []
  for (const file of await listFiles(root)) files.push(await digestOf(root, file))
  const whole: Manifest = { v: 1, ...about, files }
  await writeFile(path.join(root, manifestName), `${JSON.stringify(whole, null, 1)}\n`, { mode: 0o600 })
}

const parse = (text: string, file: string): Manifest => {
  try {
    return manifest.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError('BACKUP_DAMAGED', { cause, details: { file, what: 'not a manifest' } })
  }
}

const checkFiles = async (root: string, { files }: Manifest): Promise<void> => {
  const named = new Map(files.map((file) => [file.path, file]))
  const found = (await listFiles(root)).filter((file) => file !== manifestName)
  const strange = found.find((file) => !named.has(file))
  if (strange !== undefined)
    throw new AppError('BACKUP_DAMAGED', { details: { file: strange, what: 'not in the manifest' } })
  for (const { path: file, bytes, sha256 } of named.values()) {
    if (!existsSync(path.join(root, file))) throw new AppError('BACKUP_DAMAGED', { details: { file, what: 'missing' } })
    const there = await digestOf(root, file)
    if (there.bytes !== bytes || there.sha256 !== sha256)
      throw new AppError('BACKUP_DAMAGED', { details: { file, what: 'other bytes than were backed up' } })
  }
}

/**
 * The manifest of the backup in `root`, every file compared with it. Throws SETTINGS_INVALID when there is no backup of that kind,
 * BACKUP_DAMAGED {file, what} when anything is missing, more or other than was written.
 */
export const readBackup = async (root: string, kind: Manifest['kind']): Promise<Manifest> => {
  const file = path.join(root, manifestName)
  if (!existsSync(file)) throw fault('SETTINGS_INVALID', manifestName, 'a folder made by pnpm backup', root)
  const found = parse(await readFile(file, 'utf8'), manifestName)
  if (found.kind !== kind) throw fault('SETTINGS_INVALID', manifestName, `a backup of ${kind}`, root)
  await checkFiles(root, found)
  return found
}
