// Checks a chosen proof file on the device: with the key that the reader typed or that the device remembers, against what it saw of the log.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { AppError, type ErrorCode, type FieldFault } from '@ectrace/shared/errors'
import { utf8Decode } from '@ectrace/shared/proof/bytes'
import { parseCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { parseProofFile, verifyProofFile, type ProofTrust, type ProvenFile } from '@ectrace/shared/proof/proof-file'
import { ApiFailure } from '../../api/api-failure'
import { call } from '../../api/call'
import { ofChannel } from '../../api/of-channel'
import { deviceLogPin, deviceLogs } from '../../state/device-log-pin'
import type { LogTrust } from '../../state/log-pin'

/** `source`: where the key came from. */
export type ProofCheck =
  | { state: 'holds'; proven: ProvenFile; source: LogTrust['source'] | 'typed' }
  | { state: 'broken'; code: ErrorCode; faults: readonly FieldFault[] }
  | { state: 'no-key' }

/** What this device knows of the log; undefined: nothing, and it could not be asked. */
const trustNow = async (): Promise<LogTrust | undefined> => {
  try {
    return await deviceLogPin.trusted()
  } catch (error) {
    if (error instanceof ApiFailure || error instanceof AppError) return undefined
    throw error
  }
}

/** The pin with the proof between it and the file's checkpoint; nothing when there is no pin or nobody to ask. */
const seenFor = async (channel: string, size: number, pin: LogTrust['pin']): Promise<Pick<ProofTrust, 'seen'>> => {
  if (pin === undefined || pin.size < 1 || size < 1) return {}
  const { root, time } = pin
  const seen = { size: pin.size, root, time }
  if (size === pin.size) return { seen: { ...seen, consistency: [] } }
  try {
    const query = { from: Math.min(size, pin.size), to: Math.max(size, pin.size) }
    const { path } = await call(ofChannel(channel, endpoints.consistency), { query })
    return { seen: { ...seen, consistency: path } }
  } catch (error) {
    if (error instanceof ApiFailure) return {}
    throw error
  }
}

const check = async (file: string, typed: string): Promise<ProofCheck> => {
  const { checkpoint, leaf } = parseProofFile(file)
  if (typed !== '') {
    return { state: 'holds', proven: verifyProofFile(file, { verifierKey: typed }), source: 'typed' }
  }
  const { origin, size } = parseCheckpoint(checkpoint)
  const home = await trustNow()
  // Each channel is a log of its own, with a memory of its own.
  const trust = deviceLogs.of(origin).known() ?? home
  if (trust === undefined) return { state: 'no-key' }
  const { verifierKey, source, pin } = trust
  // First by the key alone: nobody is asked about a checkpoint that nobody signed.
  verifyProofFile(file, { verifierKey })
  const seen = await seenFor(leaf.envelope.channel, size, pin)
  return { state: 'holds', proven: verifyProofFile(file, { verifierKey, ...seen }), source }
}

/** Never throws for what a file may hold. `typed` is a verifier key, '' for the device's own. */
export const checkProof = async (bytes: Uint8Array, typed: string): Promise<ProofCheck> => {
  try {
    return await check(utf8Decode(bytes), typed)
  } catch (error) {
    if (error instanceof AppError) return { state: 'broken', code: error.code, faults: error.details.faults ?? [] }
    throw error
  }
}
