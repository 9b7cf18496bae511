// What a run of one suite and the run of all suites say to each other: each file has its place in the room that the suites share.

/** The variable by which a run learns that it has to ask for places. */
export const placesVariable = 'TEST_PLACES'

/** `wanted`: a file waits for a place. `left`: one has ended. `last`: no file waits any more. */
export type FromSuite = { place: 'wanted' | 'left' | 'last' }
/** One of those that were wanted. */
export type ToSuite = { place: 'yours' }

export type Places = {
  /** Waits for a place for one file. */
  enter: () => Promise<void>
  leave: () => void
  /** Tells that no file waits any more. */
  last: () => void
  /** No more messages: the process may end. */
  close: () => void
}

/** A Jest that somebody runs alone has room for all its files. */
const alone: Places = { enter: () => Promise.resolve(), leave: () => {}, last: () => {}, close: () => {} }

const among = (say: (message: FromSuite) => void): Places => {
  const waiting: (() => void)[] = []
  const onMessage = (_yours: ToSuite): void => waiting.shift()?.()
  process.on('message', onMessage)
  return {
    enter: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        say({ place: 'wanted' })
      }),
    leave: () => say({ place: 'left' }),
    last: () => say({ place: 'last' }),
    close: () => void process.off('message', onMessage),
  }
}

/** Asks whoever started this process, if they give places. */
export const openPlaces = (): Places =>
  process.env[placesVariable] === undefined ? alone : among((message) => void process.send?.(message))
