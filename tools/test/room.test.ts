// The room of a test run is never overfull, and whoever comes first goes in first.
import { expect, test } from '@jest/globals'
import { createRoom } from './room.ts'
import type { Leave } from './room.ts'

/** Asks for shares of a new room; `entered` fills with the names of those who are in or were. */
const visited = () => {
  const room = createRoom()
  const entered: string[] = []
  const leaves = new Map<string, Leave>()
  return {
    entered,
    ask: (name: string, share: number, rank = 0): void => {
      void room.enter(share, rank).then((leave) => {
        entered.push(name)
        leaves.set(name, leave)
      })
    },
    leave: (name: string): void => leaves.get(name)?.(),
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  }
}

test('as many are inside as fit, the next one when another has left', async () => {
  const { ask, leave, settled, entered } = visited()
  for (const name of ['a', 'b', 'c', 'd']) ask(name, 1 / 3)
  await settled()
  expect(entered).toEqual(['a', 'b', 'c'])
  leave('b')
  leave('b')
  ask('e', 1 / 3)
  await settled()
  expect(entered).toEqual(['a', 'b', 'c', 'd'])
})

test('an earlier suite comes first, and one that needs more is not overtaken by one that needs less', async () => {
  const { ask, leave, settled, entered } = visited()
  ask('inside', 1 / 2)
  ask('inside too', 1 / 2)
  ask('later', 1 / 3, 2)
  ask('first', 1, 1)
  ask('second', 1 / 3, 1)
  await settled()
  leave('inside')
  await settled()
  expect(entered).toEqual(['inside', 'inside too'])
  leave('inside too')
  await settled()
  leave('first')
  await settled()
  expect(entered).toEqual(['inside', 'inside too', 'first', 'second', 'later'])
})
