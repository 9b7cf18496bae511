// `pnpm verify [--hashes] [--channel NAME]`: checks the raw files of every channel and its log of scans, running or not, and names what is wrong first.
import { parseArgs } from 'node:util'
import { AppError } from '@ectrace/shared/errors'
import { existsSync } from 'node:fs'
import type { State } from '@ectrace/shared/ledger/state'
import { readVault } from './backup/vault-rows.ts'
import { channelsOnDisk, vaultPlace } from './channel-places.ts'
import type { FoundChannel } from './channel-places.ts'
import { describeFault } from './ledger/embedded/describe-fault.ts'
import { statesUnder } from './ledger/embedded/states-under.ts'
import { useNativeSha256 } from './native-sha256.ts'
import { readDescriptor } from './ledger/embedded/log-key.ts'
import { verifyLedger } from './ledger/embedded/verify-ledger.ts'
import type { VerifyOptions, VerifyReport } from './ledger/embedded/verify-ledger.ts'
import { openProgress } from './progress-bar.ts'
import type { Progress } from './progress-bar.ts'
import { verifyScans } from './scanning/verify-scans.ts'
import type { ScanReport } from './scanning/verify-scans.ts'
import { isSchemaError } from './store/sql-errors.ts'
import type { StorePlace } from './store/store-place.ts'

const usage = `pnpm verify [--hashes] [--channel NAME]
  --hashes   只校验哈希，不校验用户签名 (hashes only, without users' signatures)
  --channel  只校验一个通道，默认全部 (one channel only, default all)
  DATA_DIR   数据目录 data folder, default ./data
  DATABASE_URL 保险库所在的 PostgreSQL；默认在数据目录 the PostgreSQL with the vault, default in the data folder
  KEY_DIR    密钥目录 key folder, default ./.keys`

const sayReport = (report: VerifyReport, seconds: number): string =>
  [
    `账本完整 The ledger is whole: ${report.blocks} blocks, ${report.transactions} transactions, ${seconds.toFixed(1)} s`,
    `  size ${report.transactions}`,
    `  root ${report.root}`,
    `  key  ${report.verifierKey}${report.keyChecked ? '' : ' (未与密钥目录核对 not compared: no key folder)'}`,
    ...(report.stateChecked
      ? []
      : ['  state.db 不存在，启动时由账本重建 is missing; it is replayed at the next start']),
    ...(report.unfinished
      ? ['  末尾有一段未完成的写入，启动时会截去 an unfinished write at the end is cut at the next start']
      : []),
  ].join('\n')

/** The bar stands on stderr: what is printed on stdout is the report alone. */
const verifyWithProgress = async (options: VerifyOptions, label: string): Promise<VerifyReport> => {
  let bar: Progress | undefined
  const progress = (done: number, total: number): void => {
    bar ??= openProgress({ label, total, out: process.stderr })
    bar.at(done)
  }
  try {
    return await verifyLedger({ ...options, progress })
  } finally {
    bar?.end()
  }
}

type Asked = { hashesOnly: boolean; channel: string | undefined }

/** Undefined for arguments that are none of ours. */
const parsed = (args: string[]): Asked | undefined => {
  try {
    const { values } = parseArgs({ args, options: { hashes: { type: 'boolean' }, channel: { type: 'string' } } })
    return { hashesOnly: values.hashes === true, channel: values.channel }
  } catch {
    return undefined
  }
}

/** The default channel's log says how it is called; a damaged one says nothing. */
const nameIn = (dir: string): string | undefined => {
  try {
    return readDescriptor(dir)?.channel
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

const isAsked = ({ name, dir }: FoundChannel, channel: string | undefined): boolean =>
  channel === undefined || channel === (name ?? nameIn(dir))

/** What the vault has of the channel's scans against the anchors in a state that was verified before; undefined where one is not there. */
const scansOf = async ({ name, dir }: FoundChannel, place: StorePlace): Promise<ScanReport | undefined> => {
  const channel = name ?? nameIn(dir)
  // Only rules write state: the key names the shape.
  const anchors = statesUnder(dir, 'scanAnchor') as State['scanAnchor'][] | undefined
  if (channel === undefined || anchors === undefined) return undefined
  if (typeof place === 'string' && !existsSync(place)) return undefined
  try {
    return await readVault(place, (vault) => verifyScans(vault, channel, anchors))
  } catch (error) {
    // A vault of before there were scans.
    if (isSchemaError(error)) return undefined
    throw error
  }
}

const sayScans = (report: ScanReport | undefined): string =>
  report === undefined
    ? '  扫码记录未校验 scans not checked: no vault here, or no state yet'
    : `  扫码记录完整 the log of scans is whole: ${report.scans} scans, ${report.anchored} of them anchored by ${report.anchors} anchors`

/** Says what it found; false when something is wrong. */
const verifyOne = async (
  found: FoundChannel,
  { hashesOnly, vault }: { hashesOnly: boolean; vault: StorePlace },
): Promise<boolean> => {
  const { name, dir, keyDir } = found
  const prefix = name === undefined ? '' : `${name}: `
  const started = performance.now()
  try {
    const report = await verifyWithProgress(
      { dir, keyDir, hashesOnly },
      `校验 verify${name === undefined ? '' : ` ${name}`}`,
    )
    console.log(prefix + sayReport(report, (performance.now() - started) / 1000))
    console.log(sayScans(await scansOf(found, vault)))
    return true
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(`${prefix}${error.code} ${describeFault(error)}`)
    return false
  }
}

const run = async (args: string[], env: NodeJS.ProcessEnv): Promise<number> => {
  const asked = parsed(args)
  if (asked === undefined) {
    console.error(usage)
    return args.includes('--help') ? 0 : 2
  }
  const folders = { dataDir: env.DATA_DIR ?? './data', keyDir: env.KEY_DIR ?? './.keys' }
  const chosen = channelsOnDisk(folders).filter((found) => isAsked(found, asked.channel))
  if (chosen.length === 0) {
    console.error(`没有这个通道 There is no such channel: ${asked.channel ?? ''}`)
    return 2
  }
  let whole = true
  const vault = vaultPlace({ dataDir: folders.dataDir, databaseUrl: env.DATABASE_URL })
  for (const found of chosen) whole = (await verifyOne(found, { hashesOnly: asked.hashesOnly, vault })) && whole
  return whole ? 0 : 1
}

useNativeSha256()
process.exitCode = await run(process.argv.slice(2), process.env)
