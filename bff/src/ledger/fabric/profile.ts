// Who this server is on a Fabric network, from one JSON file: its organisation's client identity and its peers.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError, fault } from '@ectrace/shared/errors'
import { below, exactly, list, text } from '@ectrace/shared/proof/shape'

/** `address` is host:port; `tlsHost` the name in the peer's certificate; `tlsCa` the PEM of its TLS authority. */
export type FabricPeer = { address: string; tlsHost: string; tlsCa: Buffer }

/** `certificate` and `key` are PEM: a client of the organisation's MSP, not a user of the platform. `chaincode`: its name on the channels. */
export type FabricProfile = {
  mspId: string
  certificate: Buffer
  key: Buffer
  peers: readonly FabricPeer[]
  chaincode: string
}

const mostPeers = 16

const word = (value: unknown, where: string): string => text(value, where, /^\S{1,400}$/, 'a word')

const read = (folder: string, name: unknown, where: string): Buffer => {
  try {
    return readFileSync(path.resolve(folder, text(name, where, /^[^]{1,4000}$/, 'a path')))
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('SETTINGS_INVALID', { cause, details: { faults: [{ field: where, rule: 'a readable file' }] } })
  }
}

const parsed = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw fault('SETTINGS_INVALID', 'FABRIC_PROFILE', 'a readable JSON file', file)
  }
}

/** Paths in the file are relative to it. Throws SETTINGS_INVALID or VALIDATION_FAILED naming the member. */
export const readProfile = (file: string): FabricProfile => {
  const folder = path.dirname(file)
  const members = exactly(parsed(file), '', ['mspId', 'certificate', 'key', 'peers', 'chaincode'])
  const at = (name: string): string => `FABRIC_PROFILE.${name}`
  return {
    mspId: word(members.get('mspId'), at('mspId')),
    certificate: read(folder, members.get('certificate'), at('certificate')),
    key: read(folder, members.get('key'), at('key')),
    chaincode: word(members.get('chaincode'), at('chaincode')),
    peers: list(members.get('peers'), at('peers'), 1, mostPeers).map((peer, i) => {
      const where = below(at('peers'), i)
      const one = exactly(peer, where, ['address', 'tlsHost', 'tlsCa'])
      return {
        address: word(one.get('address'), below(where, 'address')),
        tlsHost: word(one.get('tlsHost'), below(where, 'tlsHost')),
        tlsCa: read(folder, one.get('tlsCa'), below(where, 'tlsCa')),
      }
    }),
  }
}
