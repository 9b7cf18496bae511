// `pnpm restore DIR [--keys DIR] [--as LOGIN]`: puts a backup into empty folders; an older one goes on in a new epoch that names the loss.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { restoreReason } from '@ectrace/shared/schema/fields'
import { makeRestore } from './backup/make-restore.ts'
import type { RestoredChain, RestoreOptions, RestoreReport } from './backup/make-restore.ts'
import { runCommand } from './backup/run-command.ts'
import { loadConfig } from './config.ts'

const usage = `pnpm restore DIR [--keys DIR] [--as LOGIN] [--reason REASON]
  DIR         备份目录 the backup
  --keys DIR  密钥备份，KEY_DIR 为空时需要 the backup of the keys, needed when KEY_DIR is empty
  --as LOGIN  运营方管理员，签署新纪元的第一条记录 an administrator of the operator, who signs the first entry of the new epoch
  --reason    ${restoreReason.options.join(' | ')}
  DATA_DIR    数据目录，必须为空 data folder, must be empty, default ./data
  KEY_DIR     密钥目录 key folder, default ./.keys`

const sayLoss = ({ epoch }: RestoredChain): string => {
  if (!epoch) return '没有丢失，纪元不变 nothing was lost, the epoch goes on'
  const { lostFrom, lostTo } = epoch
  const lost =
    lostTo === undefined
      ? `第 ${lostFrom + 1} 条之后可能有丢失 entries after ${lostFrom} may be lost`
      : `丢失第 ${lostFrom + 1} 至 ${lostTo} 条 entries ${lostFrom + 1} to ${lostTo} are lost`
  return `新纪元 new epoch ${epoch.epoch}, ${lost}\n    key ${epoch.verifierKey}`
}

const sayChain = (chain: RestoredChain): string =>
  `  ${chain.channel}  区块 block ${chain.height}, ${chain.size} 笔交易 transactions: ${sayLoss(chain)}`

const sayDamaged = ({ damagedBlobs: [first, ...more] }: RestoreReport): string[] =>
  first === undefined
    ? []
    : [
        `  ${1 + more.length} 个证据文件在备份前已损坏，留在 DATA_DIR/blobs, pieces of evidence were damaged before the backup and stay there: ${first}`,
      ]

type Asked = Pick<RestoreOptions, 'source' | 'keysSource' | 'login' | 'reason'>

const text = { type: 'string' } as const

const parse = (args: string[]): Asked | undefined => {
  const options = { keys: text, as: text, reason: text }
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const [source, ...more] = positionals
  const reason = restoreReason.safeParse(values.reason ?? 'other')
  if (source === undefined || more.length > 0 || !reason.success) return undefined
  return {
    source: path.resolve(source),
    keysSource: values.keys === undefined ? undefined : path.resolve(values.keys),
    login: values.as,
    reason: reason.data,
  }
}

process.exitCode = await runCommand(process.argv.slice(2), {
  usage,
  parse,
  work: async (asked, progress) => {
    const report = await makeRestore({ config: loadConfig(process.env), ...asked, clock: Date.now, progress })
    const what = report.finished
      ? '  上次中断的恢复已完成 an interrupted restore was finished'
      : report.chains.map(sayChain).join('\n')
    return ['备份已恢复 The backup is restored', what, ...sayDamaged(report)].join('\n')
  },
})
