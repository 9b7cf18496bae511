// Starts the whole door from its configuration: takes the port, opens every part in order, serves; closes them in reverse.
import { AppError } from '@ectrace/shared/errors'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import { blobsPlace, channelPlaces, inChannel, vaultPlace } from './channel-places.ts'
import { openCodeKeys } from './codes/code-keys.ts'
import { openCodeWorks } from './codes/code-works.ts'
import { resumePreparations } from './codes/prepare-set.ts'
import type { Config } from './config.ts'
import { withPort } from './config.ts'
import type { Deps, SharedDeps } from './deps.ts'
import { openPrinter } from './printing/printer.ts'
import { listen } from './http/listener.ts'
import { createMetrics } from './http/metrics.ts'
import { tlsMaterial } from './http/tls-material.ts'
import { startAnchoring } from './commands/anchor-scans.ts'
import { bootstrap, isFirstStart } from './identity/bootstrap.ts'
import { openMinter, openSigner } from './identity/signer.ts'
import { openLedger } from './ledger/open-ledger.ts'
import { rememberedLedger } from './ledger/remembered-ledger.ts'
import { sayMissing } from './missing-members.ts'
import { startNoticing } from './notices/follow-chain.ts'
import { prepareFolders } from './prepare-folders.ts'
import { startResuming } from './resume-work.ts'
import { openProjector } from './projection/projector.ts'
import { startProjection } from './projection/projection.ts'
import { openFastStore } from './store/fast-store.ts'
import { openLeadership } from './store/leadership.ts'
import { checkBlobs, openBlobs } from './store/open-blobs.ts'
import { openCities } from './scanning/cities.ts'
import { openScanLog } from './scanning/scan-log.ts'
import { openReadModel } from './store/read-model.ts'
import { openVault } from './store/vault.ts'
import { openTableReader } from './tables/read/table-reader.ts'
import { openSms } from './sms/client.ts'
import { openSmsSender } from './sms/sender.ts'
import { openWechat } from './wechat/client.ts'
import { startMessenger } from './wechat/messenger.ts'
import type { Messenger } from './wechat/messenger.ts'

/** `url` is where this process listens, as this machine reaches it; `deps` is the default channel; `deps.config.publicUrl` is what others open. */
export type RunningServer = { url: string; deps: Deps; messenger: Messenger; close: () => Promise<void> }
export type StartOptions = {
  log: Logger
  /** Milliseconds since the epoch; the real time unless a test shifts it. */ clock?: () => number
}

const graceMs = 10_000

type Closers = { add: (close: () => Promise<unknown>) => void; closeAll: () => Promise<void> }

/** What was opened last is closed first; one that fails does not keep the others open. */
const closers = (log: Logger): Closers => {
  const stack: (() => Promise<unknown>)[] = []
  return {
    add: (close) => void stack.push(close),
    closeAll: async () => {
      for (let close = stack.pop(); close !== undefined; close = stack.pop()) {
        await close().catch((error: unknown) => log.error({ err: error }, 'a part did not close'))
      }
    },
  }
}

const openShared = async (
  config: Config,
  { log, clock }: Required<StartOptions>,
  { add }: Closers,
): Promise<SharedDeps> => {
  const { keyDir, cityDatabase } = config
  const cities = cityDatabase === undefined ? undefined : await openCities(cityDatabase)
  await checkBlobs(blobsPlace(config), log)
  const vault = await openVault(vaultPlace(config))
  add(() => vault.destroy())
  log.info({ engine: vault.engine }, 'the vault is open')
  const leadership = await openLeadership(vaultPlace(config))
  add(() => leadership.close())
  // What is made once: by one of the processes that start at the same moment.
  const { signer, codeKeys } = await leadership.alone('start', async () => {
    const signer = await openSigner({ keyDir, create: await isFirstStart(vault), clock })
    add(() => signer.close())
    await bootstrap({ config, vault, signer })
    return { signer, codeKeys: await openCodeKeys({ vault, signer, clock }) }
  })
  const minter = openMinter({ keyDir, clock })
  add(() => minter.close())
  const codes = openCodeWorks(codeKeys)
  const fast = await openFastStore(config.redisUrl)
  add(() => fast.close())
  const blobs = openBlobs(blobsPlace(config))
  const printer = openPrinter()
  add(() => printer.close())
  const wechat = config.wechat === undefined ? undefined : openWechat(config.wechat, clock)
  const sms = config.sms === undefined ? undefined : openSmsSender(openSms(config.sms, clock), log)
  if (sms !== undefined) add(() => sms.close())
  const tables = openTableReader()
  add(() => tables.close())
  return {
    config,
    log,
    metrics: createMetrics(),
    vault,
    leadership,
    fast,
    blobs,
    signer,
    minter,
    codes,
    printer,
    tables,
    cities,
    wechat,
    sms,
    clock,
  }
}

/** Opens the channel's chain with a thread of its own, and its read model. */
const openChannel = async (shared: SharedDeps, channel: string, { add }: Closers): Promise<Omit<Deps, 'channels'>> => {
  const { clock } = shared
  const log = shared.log.child({ channel })
  const { dir, keyDir, readModel: place } = channelPlaces(shared.config, channel)
  const ledger = rememberedLedger(await openLedger(shared.config.ledger, { dir, keyDir, channel, clock, logger: log }))
  add(() => ledger.close())
  const readModel = await openReadModel(place)
  add(() => readModel.destroy())
  const lead = shared.leadership.lead(place)
  add(() => lead.close())
  const isCopy = shared.config.ledger.engine === 'fabric'
  // A file has one process that writes, and its thread of its own; the tables of PostgreSQL may be led by another process.
  const projector = typeof place === 'string' ? openProjector(place, ledger.share) : undefined
  const projection = await startProjection({ ledger, readModel, log, lead, isCopy, ...(projector && { projector }) })
  add(() => projection.stop())
  const scanLog = openScanLog({ ...shared, channel })
  add(() => scanLog.close())
  const opened = { ...shared, log, channel, ledger, readModel, lead, projection, scanLog }
  const noticing = await startNoticing(opened)
  add(() => noticing.stop())
  return { ...opened, noticing }
}

/** One that cannot be opened stops the start: a server that answers for some of its channels would call products unknown. */
const openChannels = async (shared: SharedDeps, parts: Closers): Promise<[Deps, ...Deps[]]> => {
  const channels: Deps[] = []
  for (const channel of shared.config.channels) {
    const opened = await openChannel(shared, channel, parts).catch((error: unknown) => {
      throw inChannel(error, channel)
    })
    channels.push({ ...opened, channels })
  }
  const [first, ...others] = channels
  if (first === undefined) throw new AppError('INTERNAL')
  return [first, ...others]
}

const localUrl = ({ host, https, port }: Config): string => {
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `${https.kind === 'off' ? 'http' : 'https'}://${name}:${String(port)}`
}

/**
 * Starts the door. With a PORT of 0 any free port is taken and the public address follows it. Rejects with a coded AppError
 * (SETTINGS_INVALID, LEDGER_DAMAGED, LEDGER_LOCKED …) and leaves nothing open.
 */
export const startServer = async (given: Config, options: StartOptions): Promise<RunningServer> => {
  const { log, clock = Date.now } = options
  await prepareFolders(given)
  // First of all: a busy port is said before the ledger of a running server is touched.
  const listener = await listen(given, await tlsMaterial(given, clock()))
  const parts = closers(log)
  const close = async (graceMs: number): Promise<void> => {
    await listener.close(graceMs)
    await parts.closeAll()
  }
  try {
    const config = withPort(given, listener.port)
    const [deps, ...others] = await openChannels(await openShared(config, { log, clock }, parts), parts)
    for (const other of others) await sayMissing(deps, other)
    for (const one of [deps, ...others]) parts.add(startResuming(one))
    parts.add(() => deps.codes.jobs.close())
    for (const one of deps.channels) await resumePreparations(one)
    for (const one of [deps, ...others]) parts.add(startAnchoring(one))
    const messenger = startMessenger([deps, ...others])
    parts.add(() => messenger.stop())
    const app = await createApp(deps)
    const answer = app.callback()
    listener.serve((req, res) => void answer(req, res))
    return { url: localUrl(config), deps, messenger, close: () => close(graceMs) }
  } catch (error) {
    await close(0)
    throw error
  }
}
