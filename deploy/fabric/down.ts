// `pnpm fabric:down [--dir D] [--remove]`: stops every part of the network that still runs; --remove deletes its folder as well.
import { rmSync } from 'node:fs'
import { FabricFault } from './fault.ts'
import { places, readPlan, recordedParts } from './folder.ts'
import { endRecorded } from './part.ts'
import { readOptions, runCommand } from './run-command.ts'

await runCommand(async (args) => {
  const { dir, remove } = readOptions(args, { remove: { type: 'boolean' } })
  // The plan is the mark of a network's folder: no other folder is deleted.
  if (!readPlan(dir)) throw new FabricFault('FABRIC_OPTION_INVALID', `there is no Fabric network in ${dir}`)
  const names = recordedParts(dir)
  await Promise.all(names.map((name) => endRecorded({ name, record: places.record(dir, name), ports: [] }, true)))
  console.log(
    `Fabric 网络已停止 · the Fabric network is down: ${names.length === 0 ? 'nothing ran' : names.join(', ')}`,
  )
  if (remove !== true) return
  rmSync(dir, { recursive: true, force: true })
  console.log(`已删除 · removed ${dir}`)
})
