// `pnpm backup DIR [--keys DIR]`: copies chain, vault and blobs at one named height while the server runs, and verifies the copy.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { makeBackup } from './backup/make-backup.ts'
import type { ChainInBackup } from './backup/manifest.ts'
import { runCommand } from './backup/run-command.ts'
import { loadConfig } from './config.ts'

const usage = `pnpm backup DIR [--keys DIR]
  DIR        备份目录，必须尚不存在 the folder to make; must not exist yet
  --keys DIR 另一个目录，存放密钥 another folder, for the keys
  DATA_DIR   数据目录 data folder, default ./data
  KEY_DIR    密钥目录 key folder, default ./.keys`

const sayChain = ({ channel, origin, height, size, root }: ChainInBackup): string =>
  `  ${channel}  区块 block ${height}, ${size} 笔交易 transactions, root ${root}, ${origin}`

const say = (chains: readonly ChainInBackup[], target: string, keys: string | undefined): string =>
  [
    `备份完成并已校验 The backup is made and verified: ${target}`,
    ...chains.map(sayChain),
    keys === undefined
      ? '  密钥未备份（KEY_DIR）：没有密钥，备份中的加密数据无法打开 The keys are not in it; without KEY_DIR the vault cannot be opened: see --keys'
      : `  密钥 keys: ${keys}（请与备份分开保管 keep it apart from the backup）`,
  ].join('\n')

type Asked = { target: string; keysTarget: string | undefined }

const parse = (args: string[]): Asked | undefined => {
  const { values, positionals } = parseArgs({ args, options: { keys: { type: 'string' } }, allowPositionals: true })
  const [target, ...more] = positionals
  if (target === undefined || more.length > 0) return undefined
  return {
    target: path.resolve(target),
    keysTarget: values.keys === undefined ? undefined : path.resolve(values.keys),
  }
}

process.exitCode = await runCommand(process.argv.slice(2), {
  usage,
  parse,
  work: async (asked, progress) => {
    const chains = await makeBackup({ config: loadConfig(process.env), ...asked, clock: Date.now, progress })
    return say(chains, asked.target, asked.keysTarget)
  },
})
