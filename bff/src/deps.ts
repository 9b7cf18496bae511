// Everything the door needs, made in main.ts and handed down: no module opens a connection by itself.
import type { UserRole } from '@ectrace/shared/domain/organisation'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import type { Logger } from 'pino'
import type { CodeWorks } from './codes/code-works.ts'
import type { Config } from './config.ts'
import type { Printer } from './printing/printer.ts'
import type { Noticing } from './notices/follow-chain.ts'
import type { Signer } from './identity/signer.ts'
import type { Projection } from './projection/projection.ts'
import type { Blobs } from './store/blobs.ts'
import type { FastStore } from './store/fast-store.ts'
import type { Lead, Leadership } from './store/leadership.ts'
import type { ReadModel } from './store/read-model.ts'
import type { Vault } from './store/vault.ts'
import type { SmsSender } from './sms/sender.ts'
import type { WechatClient } from './wechat/client.ts'
import type { Metrics } from './http/metrics.ts'
import type { Cities } from './scanning/cities.ts'
import type { ScanLog } from './scanning/scan-log.ts'
import type { TableReader } from './tables/read/table-reader.ts'

/** What all channels of a server share. */
export type SharedDeps = {
  config: Config
  log: Logger
  metrics: Metrics
  vault: Vault
  /** Who of several processes over this vault does what only one may do. */
  leadership: Leadership
  fast: FastStore
  blobs: Blobs
  signer: Signer
  /** The same in a thread of its own, for many codes at once: signatures do not wait for them. */
  minter: Signer
  codes: CodeWorks
  printer: Printer
  /** Undefined: nobody knows where a scan comes from, and rules about places are off. */
  cities: Cities | undefined
  /** Reads the files that people send. */
  tables: TableReader
  /** Undefined where WeChat is not set up. */
  wechat: WechatClient | undefined
  /** Undefined where no gateway for SMS is set up. */
  sms: SmsSender | undefined
  /** Milliseconds since the epoch; a test may shift it. */
  clock: () => number
}

/** A channel as its routes and commands see it: its own chain and read model, and what all share. */
export type Deps = SharedDeps & {
  channel: string
  ledger: Ledger
  readModel: ReadModel
  /** Whether this process writes the read model, and goes on with what others left. */
  lead: Lead
  projection: Projection
  scanLog: ScanLog
  noticing: Noticing
  /** Every channel of this server, this one too; the first is the default. */
  channels: readonly Deps[]
}

/** Who is calling, from a verified token and a live session. */
export type Principal = {
  user: string
  organisation: string
  roles: readonly UserRole[]
  session: string
  custody: 'hosted' | 'own'
}
