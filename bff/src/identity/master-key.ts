// The master key: 32 random bytes in a file that only its owner may read, outside the data folder.
import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '@ectrace/shared/errors'
import { systemCode } from '../system-code.ts'

const size = 32

const refused = (field: string, rule: string, value: string): AppError =>
  new AppError('SETTINGS_INVALID', { details: { faults: [{ field, rule, value }] } })

/** Writes a secret into a new file of mode 0600, durably: bytes and directory entry. Throws EEXIST. */
export const writeSecretFile = (file: string, bytes: Uint8Array | string): void => {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    writeSync(descriptor, typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  // The umask may have taken rights away, never given any; this settles what is left.
  chmodSync(file, 0o600)
  const folder = openSync(path.dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** The bytes of a secret file; undefined when there is none. Throws SETTINGS_INVALID when others than its owner may read it. */
export const readSecretFile = (file: string): Buffer | undefined => {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    if ((fstatSync(descriptor).mode & 0o077) !== 0)
      throw refused('KEY_DIR', 'file must be readable by its owner only: chmod 600', file)
    return readFileSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * The master key in `file`, made when there is none and `create` allows it.
 * Throws SETTINGS_INVALID: readable by others, wrong size, or missing while the vault holds keys wrapped under it.
 */
export const masterKey = (file: string, create: boolean): Buffer => {
  const found = readSecretFile(file)
  if (found !== undefined) {
    if (found.length !== size) throw refused('KEY_DIR', `master key must have ${String(size)} bytes`, file)
    return found
  }
  if (!create)
    throw refused('KEY_DIR', 'the master key of this data folder is missing: restore it from its backup', file)
  const made = randomBytes(size)
  writeSecretFile(file, made)
  return made
}
