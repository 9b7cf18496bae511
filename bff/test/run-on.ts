// Runs another file of tests once more on another engine.
import { afterAll } from '@jest/globals'
import { choose, chosenEngine } from './engines.ts'
import type { TestEngine } from './engines.ts'

/** To be called before the first test of the file. */
export const runOn = (engine: TestEngine): void => {
  const before = chosenEngine()
  choose(engine)
  afterAll(() => choose(before))
}
