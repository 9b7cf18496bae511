// Gives the files of one suite, which runs in a Jest of its own, their places in the room that all suites share.
import type { FromSuite, ToSuite } from './native/place.ts'
import type { Leave, Room } from './room.ts'

export type Given = {
  /** For each message of the suite's Jest. */
  hear: (message: unknown, answer: (message: ToSuite) => void) => void
  /** When the Jest has ended: gives back what it did not, if it crashed. */
  close: () => void
}

/** `share` is for one file. `onLast` is called when none of the suite's files waits any more. */
export const givePlaces = (room: Room, share: number, rank: number, onLast: () => void): Given => {
  const taken: Leave[] = []
  let over = false
  const enter = async (answer: (message: ToSuite) => void): Promise<void> => {
    const leave = await room.enter(share, rank)
    if (over) leave()
    else {
      taken.push(leave)
      answer({ place: 'yours' })
    }
  }
  return {
    hear: (message, answer) => {
      const { place } = message as FromSuite
      if (place === 'wanted') void enter(answer)
      else if (place === 'left') taken.pop()?.()
      else onLast()
    },
    close: () => {
      over = true
      for (const leave of taken) leave()
      onLast()
    },
  }
}
