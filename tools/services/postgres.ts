// A PostgreSQL for tests: the one that DATABASE_URL names, else our own cluster in a temporary folder on a free port.
import { chownSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { spawnSync } from 'node:child_process'
import { cleanEnv } from '../process/run-node.ts'
import { findProgram } from '../process/find-program.ts'
import { startAgain, startDaemon, temporaryFolder } from './daemon.ts'
import type { Owner } from './daemon.ts'
import { ask, freePort, waitUntil } from './service.ts'
import type { FailingService, Service } from './service.ts'

/** SSLRequest (PostgreSQL protocol, message formats): length 8, code 80877103; any server answers it with S or N. */
const sslRequest = Uint8Array.from([0, 0, 0, 8, 4, 210, 22, 47])

const answers = async (host: string, port: number): Promise<boolean> => {
  const answer = await ask(host, port, sslRequest)
  return answer !== undefined && ['S', 'N'].includes(answer.toString('latin1', 0, 1))
}

/** Debian keeps the server's programs out of PATH, in a folder per version; the newest comes first. */
const programFolders = (): string[] => {
  const base = '/usr/lib/postgresql'
  try {
    const versions = readdirSync(base).sort((a, b) => Number(b) - Number(a))
    return versions.map((version) => path.join(base, version, 'bin'))
  } catch {
    return []
  }
}

/** PostgreSQL refuses to run as root, so root lends it to the user `postgres` that the package made. */
const ownerForRoot = (): Owner | undefined => {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) }
}

const startCluster = async (postgres: string, initdb: string, owner?: Owner): Promise<FailingService | undefined> => {
  const folder = temporaryFolder('postgres')
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const data = path.join(folder, 'data')
  const options = ['-D', data, '-U', 'ectrace', '-A', 'trust', '-E', 'UTF8', '--no-sync']
  const made = spawnSync(initdb, options, { cwd: folder, env: cleanEnv({ LC_ALL: 'C' }), stdio: 'ignore', ...owner })
  const port = await freePort()
  const settings = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off']
  const daemon = startDaemon(postgres, settings, folder, owner)
  const isUp = (): Promise<boolean> => waitUntil(() => answers('127.0.0.1', port), 20)
  if (made.status === 0 && (await isUp())) {
    const url = `postgres://ectrace@127.0.0.1:${String(port)}/postgres`
    // The server's own way to crash: it leaves its processes no time, and recovers from its log at the next start.
    const kill = (): Promise<void> => daemon.kill('SIGQUIT')
    return { url, stop: daemon.stop, kill, start: startAgain(daemon, isUp) }
  }
  await daemon.stop()
  return undefined
}

/** A cluster of one's own; undefined where no PostgreSQL is installed. Killed, it keeps what it committed: only a cut of power would not. */
export const startPostgres = async (): Promise<FailingService | undefined> => {
  const postgres = findProgram(['postgres'], programFolders())
  const initdb = findProgram(['initdb'], programFolders())
  if (postgres === undefined || initdb === undefined) return undefined
  if (process.getuid?.() !== 0) return startCluster(postgres, initdb)
  const owner = ownerForRoot()
  return owner === undefined ? undefined : startCluster(postgres, initdb, owner)
}

/** A PostgreSQL that answers, or undefined. A named one that does not answer is not replaced. */
export const openPostgres = async (url = process.env.DATABASE_URL): Promise<Service | undefined> => {
  if (url === undefined || !/^postgres(ql)?:/.test(url)) return startPostgres()
  const { hostname, port } = new URL(url)
  const isThere = await answers(hostname, Number(port === '' ? 5432 : port))
  return isThere ? { url, stop: () => Promise.resolve() } : undefined
}
