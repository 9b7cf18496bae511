// Runs suites in their order. The next one begins when no file of the one before waits any more, so that the end of a suite leaves no core idle.
import { prepareGround } from './ground.ts'
import type { Ground } from './ground.ts'
import type { Services } from './machine.ts'
import { pickFiles } from './pick-files.ts'
import type { Picked } from './pick-files.ts'
import type { SuiteResult } from './result.ts'
import { createRoom } from './room.ts'
import type { Room } from './room.ts'
import { runSuite } from './run-suite.ts'
import type { Suite } from './suites.ts'

type Chosen = { suite: Suite; picked: Picked }

type Way = { ground: Ground; room: Room; strict: boolean; rank: number; onLast: () => void }

const runOne = async ({ suite, picked }: Chosen, { ground, ...way }: Way): Promise<SuiteResult> => {
  const { files, failed, notes } = picked
  const none = { name: suite.name, seconds: 0, passed: 0, failed, skipped: 0, notes }
  if (files.length === 0) return none
  let env: Record<string, string>
  try {
    env = { ...picked.env, ...(await ground.of(suite)) }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { ...none, failed: failed + 1, notes: [...notes, 'suite not run: the build failed'] }
  }
  const result = await runSuite(suite, { files, env, ...way })
  return { ...result, failed: result.failed + failed, notes: [...result.notes, ...notes] }
}

const told = (result: SuiteResult): SuiteResult => {
  for (const note of result.notes) console.log(`${result.name}: ${note}`)
  console.log(`== ${result.name}: ${result.seconds.toFixed(1)} s`)
  return result
}

/** Results in the order of `suites`. `strict`: in CI, where whatever is missing is a failure. */
export const runSuites = async (
  suites: readonly Suite[],
  services: Services,
  strict: boolean,
): Promise<SuiteResult[]> => {
  const chosen: Chosen[] = []
  for (const suite of suites) chosen.push({ suite, picked: await pickFiles(suite, services, strict) })
  const wanted = chosen.filter(({ picked }) => picked.files.length > 0)
  const env = Object.assign({}, ...wanted.map(({ picked }) => picked.env)) as Record<string, string>
  const room = createRoom()
  const ground = prepareGround(
    wanted.map(({ suite }) => suite),
    env,
    room,
  )
  const results: Promise<SuiteResult>[] = []
  try {
    for (const [rank, one] of chosen.entries()) {
      console.log(`\n== ${one.suite.name}`)
      await new Promise<void>((onLast) => {
        const result = runOne(one, { ground, room, strict, rank, onLast }).then(told)
        results.push(result.finally(onLast))
      })
    }
    return await Promise.all(results)
  } finally {
    await ground.close()
  }
}
