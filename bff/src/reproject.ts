// `pnpm reproject`: throws the read model away and projects the whole chain again, telling how fast. The server must be stopped.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fault } from '@ectrace/shared/errors'
import { pino } from 'pino'
import { loadConfig } from './config.ts'
import type { Config } from './config.ts'
import { failureSentence } from './failure-sentence.ts'
import { openEmbeddedLedger } from './ledger/embedded/open.ts'
import { startProjection } from './projection/projection.ts'
import type { Progress, Rebuilt } from './projection/projection.ts'
import { openReadModel } from './store/read-model.ts'

/** Milliseconds between two lines of progress. */
const saidEvery = 1_000

const sayProgress = (size: number): ((progress: Progress) => void) => {
  let said = Date.now()
  return ({ height, transactions }) => {
    if (Date.now() - said < saidEvery) return
    said = Date.now()
    console.log(`  ${transactions} / ${size} 笔交易 transactions, 区块 block ${height}`)
  }
}

const sayRebuilt = ({ blocks, transactions, milliseconds }: Rebuilt): string => {
  const seconds = milliseconds / 1_000
  const rate = Math.round(transactions / Math.max(seconds, 0.001))
  return `读模型已重建 The read model is rebuilt: ${transactions} 笔交易 transactions, ${blocks} 个区块 blocks, ${seconds.toFixed(2)} s, ${rate} tx/s`
}

const rebuild = async ({ dataDir, keyDir, channel, logLevel }: Config): Promise<Rebuilt> => {
  const dir = path.join(dataDir, 'ledger')
  // Opening would found a new ledger in a folder that was only mistyped.
  if (!existsSync(dir)) throw fault('SETTINGS_INVALID', 'DATA_DIR', 'holds no ledger', dataDir)
  const ledger = await openEmbeddedLedger({ dir, keyDir, channel })
  const readModel = await openReadModel(path.join(dataDir, 'read-model.db'))
  const projection = await startProjection({ ledger, readModel, log: pino({ level: logLevel, base: null }) })
  try {
    const { size } = await ledger.log()
    return await projection.rebuild(sayProgress(size))
  } finally {
    await projection.stop()
    await readModel.destroy()
    await ledger.close()
  }
}

try {
  console.log(sayRebuilt(await rebuild(loadConfig(process.env))))
} catch (error) {
  console.error(failureSentence(error))
  process.exitCode = 1
}
