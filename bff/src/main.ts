// The program: settings from the environment, one server, one clear sentence when it cannot start, a clean end on a signal.
import { assertNode } from './assert-node.ts'

assertNode(process.versions.node)

// Imported only now: an older Node could not even load what these need.
const { pino } = await import('pino')
const { loadConfig } = await import('./config.ts')
const { failureSentence } = await import('./failure-sentence.ts')
const { useNativeSha256 } = await import('./native-sha256.ts')
const { startServer } = await import('./server.ts')

const stopWith = (error: unknown): never => {
  process.stderr.write(`${failureSentence(error)}\n`)
  process.exit(1)
}

const run = async (): Promise<void> => {
  const config = loadConfig(process.env)
  // Neither host nor process number: one process a machine, and the host's name is nobody's business.
  const log = pino({ level: config.logLevel, base: null })
  const server = await startServer(config, { log })
  let stopping = false
  const stop = (signal: NodeJS.Signals): void => {
    // A second signal does not wait for the first one's grace.
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    server.close().then(() => process.exit(0), stopWith)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)

  const { publicUrl, dataDir, keyDir, demo } = server.deps.config
  log.info({ url: server.url, publicUrl }, 'listening')
  // A launcher that opened a channel says by itself where to go.
  if (process.send !== undefined) process.send({ ready: { url: server.url, publicUrl, dataDir, keyDir, demo } })
  else process.stderr.write(`EC链追溯已就绪 · EC Trace is ready: ${publicUrl}\n`)
}

useNativeSha256()
await run().catch(stopWith)
