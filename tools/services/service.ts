// What the services for tests have in common: an address, a way to stop, a free port, waiting until they answer.
import { createServer, connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A service that tests may use. `stop` ends it when it was started here and leaves it alone otherwise. */
export type Service = { url: string; stop: () => Promise<void> }

/** A service of one's own that may fail: it comes again at the same address, with what it had kept on its disk. */
export type FailingService = Service & {
  /** As by a crash; resolves when the process is gone. */
  kill: () => Promise<void>
  /** Starts it again after `kill`; resolves when it answers. */
  start: () => Promise<void>
}

/** A TCP port that was free on 127.0.0.1 a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })

/** Sends `question` and answers the first bytes that come back within a second, or undefined. */
export const ask = (host: string, port: number, question: Uint8Array | string): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ host, port })
    const done = (answer?: Buffer): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1000, done)
    socket.once('connect', () => socket.write(question))
    socket.once('data', done)
    socket.once('error', () => {
      done()
    })
    socket.once('close', () => {
      done()
    })
  })

/** Asks `answers` every 50 ms until it says yes; false when `seconds` have passed. */
export const waitUntil = async (answers: () => Promise<boolean>, seconds: number): Promise<boolean> => {
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    if (await answers()) return true
    await sleep(50)
  }
  return false
}
