// `pnpm migrate:fabric --as LOGIN [--channel NAME] [--report FILE]`: moves embedded ledgers to Fabric. The server must be stopped.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { fault } from '@ectrace/shared/errors'
import { runCommand } from './backup/run-command.ts'
import { channelPlaces, chosenChannels, vaultPlace } from './channel-places.ts'
import { loadConfig } from './config.ts'
import type { Config } from './config.ts'
import { signAsLogin } from './identity/sign-as-login.ts'
import { openSigner } from './identity/signer.ts'
import { openFabricChannel } from './ledger/fabric/gateway.ts'
import { migrateLog } from './ledger/fabric/migrate.ts'
import type { MigrationReport } from './ledger/fabric/migrate.ts'
import { readProfile } from './ledger/fabric/profile.ts'
import { useNativeSha256 } from './native-sha256.ts'
import { openVault } from './store/vault.ts'

const usage = `pnpm migrate:fabric --as LOGIN [--channel NAME] [--report FILE]
  --as       运营方管理员的登录名，由其签署最后一条记录 (login of an administrator of the operator, who signs the last entry)
  --channel  只迁移一个通道，默认全部 (one channel only, default all)
  --report   报告写入此文件 (the report goes into this file as JSON)
  LEDGER=fabric FABRIC_PROFILE=… 迁往的网络 the network to move to`

type Asked = { login: string; channels: readonly string[]; report: string | undefined }

const parse =
  (config: Config) =>
  (args: string[]): Asked | undefined => {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ args, options: { as: text, channel: text, report: text } })
    if (values.as === undefined) return undefined
    const channels = chosenChannels(config, values.channel === undefined ? [] : ['--channel', values.channel])
    return { login: values.as, channels, report: values.report }
  }

const sentence = (
  channel: string,
  { height, size, root, chunks, carried, entries, equal, differing }: MigrationReport,
): string =>
  [
    `通道 channel ${channel}: ${size} 条记录 entries, 区块 block ${height}, root ${root}`,
    `  状态 state: ${entries} 个键 keys, ${chunks} 块 chunks（本次写入 put now ${carried}）`,
    differing === 0
      ? `  与存档逐一相同 every value equals the archive: ${equal}`
      : `  !!! 与存档不同 differ from the archive: ${differing}`,
  ].join('\n')

const migrate = async (
  config: Config,
  { login, channels, report }: Asked,
  progress: (done: number, of: number) => void,
): Promise<string> => {
  if (config.ledger.engine !== 'fabric') throw fault('SETTINGS_INVALID', 'LEDGER', 'fabric', config.ledger.engine)
  const profile = readProfile(config.ledger.profile)
  const vault = await openVault(vaultPlace(config))
  const signer = await openSigner({ keyDir: config.keyDir, create: false, clock: Date.now })
  const reports: Record<string, MigrationReport> = {}
  try {
    for (const channel of channels) {
      const fabric = openFabricChannel(profile, channel)
      const { dir, keyDir } = channelPlaces(config, channel)
      reports[channel] = await migrateLog({
        ...{ dir, keyDir, channel, fabric },
        end: (ledger) =>
          signAsLogin({ vault, signer, clock: Date.now }, ledger, {
            ...{ login, name: 'closeLog', fields: { successor: 'fabric' } },
          }),
        progress: (_step, done, of) => progress(done, of),
      }).finally(() => fabric.close())
    }
  } finally {
    await signer.close()
    await vault.destroy()
  }
  if (report !== undefined) writeFileSync(report, `${JSON.stringify(reports, null, 2)}\n`)
  if (Object.values(reports).some(({ differing }) => differing > 0)) process.exitCode = 1
  return Object.entries(reports)
    .map(([channel, one]) => sentence(channel, one))
    .join('\n')
}

useNativeSha256()
const config = loadConfig(process.env)
const code = await runCommand(process.argv.slice(2), {
  usage,
  label: '迁移 migrate',
  parse: parse(config),
  work: (asked, progress) => migrate(config, asked, progress),
})
process.exitCode ||= code
