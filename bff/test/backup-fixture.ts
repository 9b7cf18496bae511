// For tests of backup and restore: a running door of two channels with folders that can be lost, an operator who makes places, and what its log says.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { LogView } from '@ectrace/shared/api/views'
import { advancePin, pinBase } from '@ectrace/shared/proof/pin'
import type { Pin } from '@ectrace/shared/proof/pin'
import { createClient } from '@ectrace/sdk/client'
import { makeBackup } from '../src/backup/make-backup.ts'
import { makeRestore } from '../src/backup/make-restore.ts'
import type { RestoredChain, RestoreOptions } from '../src/backup/make-restore.ts'
import { loadConfig } from '../src/config.ts'
import type { Config } from '../src/config.ts'
import { logIn, openDoor, registerOperator } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'

export type Place = {
  root: string
  env: Record<string, string>
  config: Config
  at: (name: string) => string
  remove: () => void
}

/** `more` adds settings. */
export const newPlace = (more: Record<string, string> = {}): Place => {
  const root = mkdtempSync(path.join(tmpdir(), 'ectrace-backup-'))
  const folders = { DATA_DIR: path.join(root, 'data'), KEY_DIR: path.join(root, 'keys') }
  const env = { ...folders, CHANNELS: 'trace,quality', ...more }
  return {
    ...{ root, env, config: loadConfig(env) },
    at: (name) => path.join(root, name),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

export type Running = {
  door: Door
  log: () => Promise<LogView>
  /** Makes so many places, one act each. */
  places: (names: readonly string[]) => Promise<void>
  placeNames: () => Promise<string[]>
  consistency: (from: number, to: number) => Promise<string[]>
  stop: () => Promise<void>
}

export const startAt = async ({ env }: Place, first = false): Promise<Running> => {
  const door = await openDoor({ ...env, RATE_FACTOR: '1000' })
  if (first) await registerOperator(door)
  const { headers } = await logIn(door, 'operator')
  const client = createClient({ url: door.url })
  return {
    door,
    log: () => client.call(endpoints.log, {}),
    places: async (names) => {
      for (const name of names) {
        const { status, text } = await door.post('places', { name, city: '上海' }, headers)
        if (status !== 201) throw new Error(text)
      }
    },
    placeNames: async () => {
      const { ledger, projection } = door.deps
      // What was restored is projected anew.
      await projection.waitFor((await ledger.log()).height, 10_000)
      const { json } = await door.get('places?limit=100', headers)
      return (json as { items: { name: string }[] }).items.map(({ name }) => name).sort()
    },
    consistency: async (from, to) => (await client.call(endpoints.consistency, { query: { from, to } })).path,
    stop: () => door.end(),
  }
}

export const backUp = (place: Place, name: string, keys?: string): ReturnType<typeof makeBackup> =>
  makeBackup({
    ...{ config: place.config, target: place.at(name), clock: Date.now },
    keysTarget: keys === undefined ? undefined : place.at(keys),
  })

/** The data folder is lost, and what is in the backup comes back. */
export const loseAndRestore = (
  place: Place,
  name: string,
  changes: Partial<RestoreOptions> = {},
): Promise<RestoredChain[]> => {
  rmSync(place.config.dataDir, { recursive: true, force: true })
  return restore(place, name, changes)
}

export const restore = async (
  place: Place,
  name: string,
  changes: Partial<RestoreOptions> = {},
): Promise<RestoredChain[]> => {
  const options = { config: place.config, source: place.at(name), login: 'operator', reason: 'disk_failure' as const }
  const report = await makeRestore({ ...options, clock: Date.now, ...changes })
  return report.finished ? [] : report.chains
}

export const pinTo = ({ checkpoint, verifierKey }: LogView): Pin =>
  advancePin(undefined, { checkpointText: checkpoint }, verifierKey)

/** What a reader who remembers `pin` does with the log of now. */
export const follow = async (running: Running, pin: Pin): Promise<{ pin: Pin; restored: unknown }> => {
  const { checkpoint: checkpointText, verifierKey, endorsements, size } = await running.log()
  const { restored, ...base } = pinBase(pin, verifierKey, endorsements)
  const consistency = await running.consistency(base.size, size)
  return { pin: advancePin(pin, { checkpointText, consistency, endorsements }, verifierKey), restored }
}
