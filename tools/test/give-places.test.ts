// Files of a suite run when there is room for them, and whatever becomes of the suite, the room is free again.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { cleanEnv, runNode } from '../process/run-node.ts'
import { temporaryFolder } from '../services/daemon.ts'
import { givePlaces } from './give-places.ts'
import { placesVariable } from './native/place.ts'
import { createRoom } from './room.ts'
import type { Room } from './room.ts'

let folder = ''
beforeAll(() => {
  folder = temporaryFolder('places')
})
afterAll(() => rmSync(folder, { recursive: true }))

const written = (name: string, text: string): string => {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}
const marker = (name: string): string => path.join(folder, `${name}.ran`)
const markers = (names: readonly string[]): string[] => names.filter((name) => existsSync(marker(name)))

/** A run of our runner, two at a time, on tests that leave a marker; it ends with the code 3 after the first one if it is to `crash`. */
const runnerOf = (names: readonly string[], crash = false): string => {
  const tests = names.map((name) => {
    const act = `test('leaves a marker', () => writeFileSync(${JSON.stringify(marker(name))}, ''))`
    const imports = `import { writeFileSync } from 'node:fs'\nimport { test } from '@jest/globals'`
    return { path: written(`${name}.test.mjs`, `${imports}\n${act}`), context: { config: {} } }
  })
  const onResult = crash ? '() => process.exit(3)' : 'nothing'
  return written(
    `${names.join('-')}.mjs`,
    `import NativeRunner from ${JSON.stringify(path.join(import.meta.dirname, 'native/jest-runner.ts'))}
     const nothing = () => Promise.resolve()
     const runner = new NativeRunner({ maxWorkers: 2 })
     await runner.runTests(${JSON.stringify(tests)}, { isInterrupted: () => false }, nothing, ${onResult}, nothing)`,
  )
}

const run = async (program: string, room: Room, onLast: () => void) => {
  const places = givePlaces(room, 1 / 2, 1, onLast)
  const env = cleanEnv({ [placesVariable]: 'asked' })
  const options = { env, capture: true, timeLimit: 20_000, onMessage: places.hear }
  return runNode([program], options).finally(places.close)
}

/** A room that tells when it was asked for places `times` times. */
const watched = (times: number): { room: Room; asked: Promise<void> } => {
  const room = createRoom()
  let tell = (): void => undefined
  const asked = new Promise<void>((resolve) => {
    tell = resolve
  })
  let count = 0
  return {
    asked,
    room: {
      enter: (share, rank) => {
        if ((count += 1) === times) tell()
        return room.enter(share, rank)
      },
    },
  }
}

test('no file runs before there is room for it; then all do, and the suite tells that none waits any more', async () => {
  const names = ['one', 'two', 'three']
  const { room, asked } = watched(1 + 2)
  const leave = await room.enter(1, 0)
  let toldLast = 0
  const result = run(runnerOf(names), room, () => void (toldLast += 1))
  await asked
  expect([markers(names), toldLast]).toEqual([[], 0])
  leave()
  expect((await result).code).toBe(0)
  expect(markers(names)).toEqual(names)
  // By the suite itself, and by its end.
  expect(toldLast).toBeGreaterThan(1)
  await room.enter(1, 2)
})

test('a run that crashes leaves its places to others', async () => {
  const room = createRoom()
  const result = await run(runnerOf(['crashing', 'never'], true), room, () => undefined)
  expect(result.code).toBe(3)
  await room.enter(1, 2)
})
