// First start: root authority, token secret and the setup token that the operator's registration asks for.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import path from 'node:path'
import { AppError, fault } from '@ectrace/shared/errors'
import type { Config } from '../config.ts'
import type { Vault } from '../store/vault.ts'
import { readSecretFile, writeSecretFile } from './master-key.ts'
import type { Signer } from './signer.ts'
import { tokenSecret } from './tokens.ts'

/** The root authority's name in the vault. */
export const platformAuthority = 'platform'

export const setupTokenFile = (keyDir: string): string => path.join(keyDir, 'setup-token')

/** Whether the vault holds nothing sealed yet: only then may a new master key be made. */
export const isFirstStart = async (vault: Vault): Promise<boolean> => {
  const found = await vault.selectFrom('secret').select('name').limit(1).executeTakeFirst()
  return found === undefined
}

const keepSecret = async (vault: Vault, signer: Signer, name: string): Promise<void> => {
  const found = await vault.selectFrom('secret').select('wrapped').where('name', '=', name).executeTakeFirst()
  if (found === undefined) {
    await vault
      .insertInto('secret')
      .values({ name, wrapped: await signer.createSecret(name) })
      .execute()
    return
  }
  // Opened once at every start: a master key of another installation is noticed here and not at the first signature.
  try {
    await signer.mac(found.wrapped, new Uint8Array(1), name)
  } catch (cause) {
    throw new AppError('SETTINGS_INVALID', {
      cause,
      details: { faults: [{ field: 'KEY_DIR', rule: 'the master key does not belong to this data folder' }] },
    })
  }
}

const keepRoot = async (vault: Vault, signer: Signer): Promise<void> => {
  const found = await vault
    .selectFrom('authority')
    .select('organisation')
    .where('organisation', '=', platformAuthority)
    .executeTakeFirst()
  if (found !== undefined) return
  const { wrapped, pem } = await signer.createAuthority(platformAuthority)
  await vault.insertInto('authority').values({ organisation: platformAuthority, wrapped, certificate: pem }).execute()
}

/** Makes what is missing, each once; repeated at every start. Throws SETTINGS_INVALID when the master key does not fit the vault. */
export const bootstrap = async ({
  config,
  vault,
  signer,
}: {
  config: Pick<Config, 'keyDir'>
  vault: Vault
  signer: Signer
}): Promise<void> => {
  await keepSecret(vault, signer, tokenSecret)
  await keepRoot(vault, signer)
  const file = setupTokenFile(config.keyDir)
  if (readSecretFile(file) === undefined) writeSecretFile(file, `${randomBytes(18).toString('base64url')}\n`)
}

/** Proof of access to this machine. Throws FORBIDDEN naming `setupToken`; the same time for every wrong one. */
export const checkSetupToken = (config: Pick<Config, 'keyDir'>, given: string | undefined): void => {
  const expected = Buffer.from(readSecretFile(setupTokenFile(config.keyDir))?.toString('utf8').trim() ?? '')
  const padded = Buffer.alloc(expected.length)
  const bytes = Buffer.from(given ?? '')
  bytes.copy(padded)
  if (!timingSafeEqual(padded, expected) || bytes.length !== expected.length || expected.length === 0) {
    throw fault('FORBIDDEN', 'setupToken', 'token-of-the-key-folder')
  }
}
