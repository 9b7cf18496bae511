// `pnpm backup DIR [--keys DIR]`: copies chain, vault and blobs at one named height while the server runs, and verifies the copy.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { AppError } from '@ectrace/shared/errors'
import { makeBackup } from './backup/make-backup.ts'
import type { ChainInBackup } from './backup/manifest.ts'
import { loadConfig } from './config.ts'
import { failureSentence } from './failure-sentence.ts'
import { openProgress } from './progress-bar.ts'

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

/** Undefined for arguments that are none. */
const parsed = (args: string[]): { target: string; keysTarget: string | undefined } | undefined => {
  try {
    const { values, positionals } = parseArgs({ args, options: { keys: { type: 'string' } }, allowPositionals: true })
    const [target, ...more] = positionals
    if (target === undefined || more.length > 0) return undefined
    return {
      target: path.resolve(target),
      keysTarget: values.keys === undefined ? undefined : path.resolve(values.keys),
    }
  } catch {
    return undefined
  }
}

const run = async (args: string[], env: NodeJS.ProcessEnv): Promise<number> => {
  const asked = parsed(args)
  if (asked === undefined) {
    console.error(usage)
    return args.includes('--help') ? 0 : 2
  }
  let bar: ReturnType<typeof openProgress> | undefined
  const progress = (height: number, of: number): void => {
    bar ??= openProgress({ label: '校验 verify', total: of, out: process.stderr })
    bar.at(height)
    if (height < of) return
    bar.end()
    bar = undefined
  }
  try {
    const chains = await makeBackup({ config: loadConfig(env), ...asked, clock: Date.now, progress })
    console.log(say(chains, asked.target, asked.keysTarget))
    return 0
  } catch (error) {
    bar?.end()
    if (!(error instanceof AppError)) throw error
    console.error(failureSentence(error))
    return 1
  }
}

process.exitCode = await run(process.argv.slice(2), process.env)
