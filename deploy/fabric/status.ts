// `pnpm fabric:status [--dir D]`: prints each part of the network; ends with 1 when one of them does not run.
import { FabricFault } from './fault.ts'
import { readPlan } from './folder.ts'
import { networkStatus, statusLines } from './network-status.ts'
import { fabricPrograms } from './programs.ts'
import { readOptions, runCommand } from './run-command.ts'

await runCommand(async (args) => {
  const { dir } = readOptions(args)
  const plan = readPlan(dir)
  if (!plan)
    throw new FabricFault('FABRIC_OPTION_INVALID', `there is no Fabric network in ${dir}: pnpm fabric:up makes one`)
  const status = await networkStatus({ dir, programs: fabricPrograms(), plan }, Date.now())
  for (const line of statusLines(status)) console.log(line)
  if (status.parts.some(({ pid }) => pid === undefined)) process.exitCode = 1
})
