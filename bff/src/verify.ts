// `pnpm verify [--hashes]`: checks the ledger's raw files, running or not, and names the first thing that is wrong.
import { join } from 'node:path'
import { AppError } from '@ectrace/shared/errors'
import { describeFault } from './ledger/embedded/describe-fault.ts'
import { useNativeSha256 } from './native-sha256.ts'
import { verifyLedger } from './ledger/embedded/verify-ledger.ts'
import type { VerifyReport } from './ledger/embedded/verify-ledger.ts'

const usage = `pnpm verify [--hashes]
  --hashes   只校验哈希，不校验用户签名 (hashes only, without users' signatures)
  DATA_DIR   数据目录 data folder, default ./data
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

const run = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> => {
  const unknown = args.find((arg) => arg !== '--hashes')
  if (unknown !== undefined) {
    console.error(usage)
    return unknown === '--help' ? 0 : 2
  }
  const started = performance.now()
  try {
    const report = await verifyLedger({
      dir: join(env.DATA_DIR ?? './data', 'ledger'),
      keyDir: env.KEY_DIR ?? './.keys',
      hashesOnly: args.includes('--hashes'),
    })
    console.log(sayReport(report, (performance.now() - started) / 1000))
    return 0
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(`${error.code} ${describeFault(error)}`)
    return 1
  }
}

useNativeSha256()
process.exitCode = await run(process.argv.slice(2), process.env)
