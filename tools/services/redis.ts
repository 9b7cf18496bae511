// A Redis for tests: the one that REDIS_URL names, else our own on a free port, else one on the usual port.
import { findProgram } from '../process/find-program.ts'
import { startAgain, startDaemon, temporaryFolder } from './daemon.ts'
import { ask, freePort, waitUntil } from './service.ts'
import type { FailingService, Service } from './service.ts'

const answersPing = async (host: string, port: number): Promise<boolean> => {
  const answer = await ask(host, port, 'PING\r\n')
  // A server with a password answers -NOAUTH: it is there all the same.
  return answer !== undefined && /^(\+PONG|-NOAUTH)/.test(answer.toString('latin1'))
}

const existing = async (url: string): Promise<Service | undefined> => {
  const { hostname, port } = new URL(url)
  const isThere = await answersPing(hostname, Number(port === '' ? 6379 : port))
  return isThere ? { url, stop: () => Promise.resolve() } : undefined
}

/** A Redis of one's own, which keeps nothing on its disk; undefined where none is installed. */
export const startRedis = async (): Promise<FailingService | undefined> => {
  const program = findProgram(['redis-server', 'valkey-server'], ['/usr/bin', '/usr/local/bin'])
  if (program === undefined) return undefined
  const port = await freePort()
  const folder = temporaryFolder('redis')
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const daemon = startDaemon(program, settings, folder)
  const answers = (): Promise<boolean> => waitUntil(() => answersPing('127.0.0.1', port), 10)
  if (await answers()) {
    const url = `redis://127.0.0.1:${String(port)}`
    return { url, stop: daemon.stop, kill: () => daemon.kill(), start: startAgain(daemon, answers) }
  }
  await daemon.stop()
  return undefined
}

/** A Redis that answers, or undefined. A named one that does not answer is not replaced. */
export const openRedis = async (url = process.env.REDIS_URL): Promise<Service | undefined> => {
  if (url !== undefined && url !== '') return existing(url)
  // Tests empty databases: our own server cannot hurt what somebody keeps in the usual one.
  return (await startRedis()) ?? existing('redis://127.0.0.1:6379')
}
