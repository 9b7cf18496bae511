// `pnpm blobs:move`: copies every evidence file of DATA_DIR/blobs into the object store of the settings, verified; run again it goes on.
import path from 'node:path'
import { AppError, fault } from '@ectrace/shared/errors'
import { runCommand } from './backup/run-command.ts'
import { blobsPlace } from './channel-places.ts'
import { loadConfig } from './config.ts'
import type { Config } from './config.ts'
import { carryBlobs } from './store/carry-blobs.ts'
import type { Carried } from './store/carry-blobs.ts'
import { openFileBlobs } from './store/file-blobs.ts'
import { checkBlobs, openBlobs } from './store/open-blobs.ts'

const usage = `pnpm blobs:move
  把 DATA_DIR/blobs 中的证据文件逐一复制到对象存储并校验；可随时中断、重复运行，原文件不删除
  Copies every evidence file of DATA_DIR/blobs into the object store and reads it back; may be broken off and run again, files stay
  DATA_DIR   数据目录 data folder, default ./data
  BLOBS_URL, BLOBS_REGION, BLOBS_ACCESS_KEY_ID, BLOBS_ACCESS_KEY_SECRET, BLOBS_ADDRESSING   对象存储 the object store`

const move = async (config: Config, progress: (done: number, of: number) => void): Promise<Carried> => {
  if (config.blobs === undefined) throw fault('SETTINGS_INVALID', 'BLOBS_URL', 'the store that the files go to')
  const files = openFileBlobs(path.join(config.dataDir, 'blobs'))
  await checkBlobs(config.blobs)
  let total = 0
  for await (const _digest of files.digests()) total += 1
  return carryBlobs(files, openBlobs(blobsPlace(config)), (done) => {
    progress(done, Math.max(done, total))
  })
}

const say = ({ copied, present, damaged }: Carried): string => {
  if (damaged.length > 0)
    throw new AppError('STATE_DIGEST_MISMATCH', {
      details: { blob: damaged[0], damaged: damaged.length, copied, present },
    })
  return `证据文件已复制并校验 Evidence is copied and verified: 新复制 copied ${copied}, 已存在 there before ${present}`
}

process.exitCode = await runCommand(process.argv.slice(2), {
  usage,
  label: '复制 copy',
  parse: (args) => (args.length === 0 ? {} : undefined),
  work: async (_asked, progress) => say(await move(loadConfig(process.env), progress)),
})
