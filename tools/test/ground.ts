// What suites stand on: the seeded demo and the builds, each made once in a run, one after the other, while earlier suites are running.
import { buildTarget } from '../build/build-target.ts'
import { cleanEnv, runNode } from '../process/run-node.ts'
import { root } from '../root.ts'
import { temporaryFolder } from '../services/daemon.ts'
import type { Room } from './room.ts'
import { settings } from './run-suite.ts'
import type { Suite } from './suites.ts'

export type Ground = {
  /** Variables for the suite's tests, when all that it needs is there. Rejects when a build of it failed. */
  of: (suite: Suite) => Promise<Record<string, string>>
  close: () => Promise<void>
}

/** A folder with the demo, which the tests then copy. */
const createSeeded = (env: Record<string, string>) => {
  const folder = temporaryFolder('seeded')
  const program = (...options: string[]) =>
    runNode(['bff/test/seed-once.ts', folder, ...options], {
      cwd: root,
      env: cleanEnv({ ...env }, settings),
      timeLimit: 120_000,
    })
  return { folder, fill: () => program(), remove: () => program('--remove') }
}

/** Begins at once with what `suites` need. `env`: where the seeding finds services. */
export const prepareGround = (suites: readonly Suite[], env: Record<string, string>, room: Room): Ground => {
  let before: Promise<unknown> = Promise.resolve()
  /** Each takes half of the room and comes before any test file: whole suites wait for it. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = before.then(async () => {
      const leave = await room.enter(1 / 2, -1)
      return work().finally(leave)
    })
    before = turn.catch(() => undefined)
    return turn
  }
  const seeded = suites.some((suite) => suite.seeded) ? createSeeded(env) : undefined
  // One that failed is no copy: the tests seed themselves and say what is wrong.
  const filled = seeded && inTurn(seeded.fill)
  const targets = new Set(suites.flatMap(({ builds }) => builds))
  const builds = new Map([...targets].map((target) => [target, inTurn(() => buildTarget(target))]))
  return {
    of: async (suite) => {
      for (const target of suite.builds) await builds.get(target)
      await filled
      return suite.seeded && seeded !== undefined ? { TEST_SEEDED: seeded.folder } : {}
    },
    close: async () => {
      await before
      await seeded?.remove()
    },
  }
}
