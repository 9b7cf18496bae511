// Ports on 127.0.0.1: chosen once for a network, looked at before and after a part starts.
import { randomInt } from 'node:crypto'
import { connect, createServer } from 'node:net'

/** Below the range from which systems take ports for outgoing connections: a part that restarts must find its own port free. */
const lowest = 20_000
const highest = 30_000

/** Whether something could listen on the port now. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => {
      resolve(false)
    })
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true)
      })
    })
  })

/** Whether something accepts connections on the port. */
export const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const done = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1000, () => {
      done(false)
    })
    socket.once('connect', () => {
      done(true)
    })
    socket.once('error', () => {
      done(false)
    })
  })

/** `count` different ports that are free now and not in `taken`. */
export const choosePorts = async (count: number, taken: ReadonlySet<number> = new Set()): Promise<number[]> => {
  const chosen = new Set<number>()
  while (chosen.size < count) {
    const port = randomInt(lowest, highest)
    if (!taken.has(port) && !chosen.has(port) && (await isFree(port))) chosen.add(port)
  }
  return [...chosen]
}
