// What a witness keeps on its own disk: its key, its name, and the newest checkpoint that it believed - durable before it signs anything.
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError, fault } from '@ectrace/shared/errors'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { parseJson } from '@ectrace/shared/proof/json-scan'
import type { Pin } from '@ectrace/shared/proof/pin'
import { exactly, oneOf, text } from '@ectrace/shared/proof/shape'
import { makeVerifierKey } from '@ectrace/shared/proof/verifier-key'
import type { VerifierKey } from '@ectrace/shared/proof/verifier-key'

/** `firstKey`: the log's key that was trusted at first; `verifierKey`: the present one; `checkpoint`: the note it signed last. */
export type WitnessState = { firstKey: string; verifierKey: string; checkpoint: string }

export type WitnessFolder = {
  dir: string
  key: VerifierKey
  sign: (bytes: Uint8Array) => Uint8Array
  /** Undefined before the first checkpoint. Throws CHECKPOINT_* when the file was damaged: a witness without memory must not sign. */
  read: () => WitnessState | undefined
  write: (state: WitnessState) => void
  /** Puts a further file in place; answers its path. */
  keep: (name: string, content: string) => string
  close: () => void
}

/** Whole or not at all, mode 0600; content and name are on the disk on return. */
const writeDurably = (file: string, content: string): void => {
  const fd = openSync(`${file}.new`, 'w', 0o600)
  try {
    writeFileSync(fd, content)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(`${file}.new`, file)
  const folder = openSync(dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Two witnesses over one memory could sign two histories. The system lets go of the lock when the process dies, however it dies. */
const lock = (dir: string): DatabaseSync => {
  const database = new DatabaseSync(join(dir, 'LOCK'))
  try {
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return database
  } catch (cause) {
    database.close()
    throw new AppError('LEDGER_LOCKED', { cause, details: { dir } })
  }
}

const readKey = (file: string): KeyObject => {
  if ((statSync(file).mode & 0o077) !== 0)
    throw fault('SETTINGS_INVALID', 'witness.key', 'readable by its owner alone (mode 0600)')
  const key = createPrivateKey(readFileSync(file, 'utf8'))
  if (key.asymmetricKeyType !== 'ed25519') throw fault('SETTINGS_INVALID', 'witness.key', 'Ed25519 private key')
  return key
}

/** A name that no other witness has, unless it is given. */
const makeName = (given: string | undefined): string => given ?? `witness/${randomBytes(8).toString('hex')}`

const ownKey = (dir: string, given: string | undefined): { key: VerifierKey; privateKey: KeyObject } => {
  const [keyFile, nameFile] = [join(dir, 'witness.key'), join(dir, 'name')]
  if (!existsSync(nameFile)) writeDurably(nameFile, `${makeName(given)}\n`)
  if (!existsSync(keyFile)) {
    const { privateKey } = generateKeyPairSync('ed25519')
    writeDurably(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  }
  const name = readFileSync(nameFile, 'utf8').trim()
  if (given !== undefined && given !== name) throw fault('SETTINGS_INVALID', 'name', `this witness is ${name}`, given)
  const privateKey = readKey(keyFile)
  const raw = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32)
  return { key: makeVerifierKey(name, new Uint8Array(raw), 'witness'), privateKey }
}

const parseState = (json: string): WitnessState => {
  const members = exactly(parseJson(json), '', ['v', 'firstKey', 'verifierKey', 'checkpoint'])
  oneOf(members.get('v'), 'v', [1])
  const word = (name: string): string => text(members.get(name), name, /^[^]{1,65536}$/, 'text')
  return { firstKey: word('firstKey'), verifierKey: word('verifierKey'), checkpoint: word('checkpoint') }
}

/** What the state lets a log be held to. */
export const pinOf = ({ verifierKey, checkpoint }: WitnessState): Pin => {
  const { size, root, time } = verifyCheckpoint(checkpoint, verifierKey)
  return { verifierKey, size, root: hexEncode(root), time }
}

/**
 * Opens (or makes) the folder of one witness of one log. Throws LEDGER_LOCKED when another process has it, SETTINGS_INVALID for a key
 * that others may read or a name that is not the one it has.
 */
export const openWitnessFolder = (dir: string, name?: string): WitnessFolder => {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const held = lock(dir)
  const stateFile = join(dir, 'state.json')
  try {
    const { key, privateKey } = ownKey(dir, name)
    return {
      dir,
      key,
      sign: (bytes) => sign(null, bytes, privateKey),
      read: () => {
        if (!existsSync(stateFile)) return undefined
        const state = parseState(readFileSync(stateFile, 'utf8'))
        pinOf(state)
        return state
      },
      write: (state) => {
        writeDurably(stateFile, `${JSON.stringify({ v: 1, ...state }, null, 2)}\n`)
      },
      keep: (file, content) => {
        writeDurably(join(dir, file), content)
        return join(dir, file)
      },
      close: () => {
        held.close()
      },
    }
  } catch (error) {
    held.close()
    throw error
  }
}
