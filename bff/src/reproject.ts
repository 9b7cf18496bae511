// `pnpm reproject [--channel NAME]`: makes the read models anew out of the chains, telling how fast. The server must be stopped.
import { existsSync } from 'node:fs'
import { fault } from '@ectrace/shared/errors'
import { channelPlaces, chosenChannels } from './channel-places.ts'
import { loadConfig } from './config.ts'
import type { Config } from './config.ts'
import { failureSentence } from './failure-sentence.ts'
import { openEmbeddedLedger } from './ledger/embedded/open.ts'
import { useNativeSha256 } from './native-sha256.ts'
import { openProgress } from './progress-bar.ts'
import { rebuildReadModel } from './projection/rebuild-read-model.ts'
import type { Rebuilt } from './projection/rebuild-read-model.ts'

const sayRebuilt = (channel: string, { blocks, transactions, milliseconds }: Rebuilt): string => {
  const seconds = milliseconds / 1_000
  const rate = Math.round(transactions / Math.max(seconds, 0.001))
  return `读模型已重建 The read model of ${channel} is rebuilt: ${transactions} 笔交易 transactions, ${blocks} 个区块 blocks, ${seconds.toFixed(2)} s, ${rate} tx/s`
}

const rebuild = async (config: Config, channel: string): Promise<Rebuilt> => {
  const { dir, keyDir, readModel } = channelPlaces(config, channel)
  // Opening would found a new ledger in a folder that was only mistyped.
  if (!existsSync(dir)) throw fault('SETTINGS_INVALID', 'DATA_DIR', 'holds no ledger', dir)
  const ledger = await openEmbeddedLedger({ dir, keyDir, channel })
  const progress = openProgress({ label: '重建 reproject', total: (await ledger.log()).size, out: process.stderr })
  try {
    return await rebuildReadModel({ ledger, place: readModel, onProgress: progress.at })
  } finally {
    progress.end()
    await ledger.close()
  }
}

useNativeSha256()
try {
  const config = loadConfig(process.env)
  for (const channel of chosenChannels(config, process.argv.slice(2))) {
    console.log(sayRebuilt(channel, await rebuild(config, channel)))
  }
} catch (error) {
  console.error(failureSentence(error))
  process.exitCode = 1
}
