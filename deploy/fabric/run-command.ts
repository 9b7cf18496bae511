// What the three commands have in common: their options, and one sentence instead of a stack when something is not as expected.
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { ParseArgsConfig } from 'node:util'
import { FabricFault } from './fault.ts'
import { defaultFolder } from './folder.ts'

type Options = NonNullable<ParseArgsConfig['options']>
type Values = Record<string, string | boolean | undefined>

/** The command line as values, with the network's folder. Throws FABRIC_OPTION_INVALID for anything that is not an option. */
export const readOptions = (args: readonly string[], more: Options = {}): Values & { dir: string } => {
  try {
    const options = { dir: { type: 'string' }, ...more } as const
    const values = parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values as Values
    return { ...values, dir: path.resolve(typeof values.dir === 'string' ? values.dir : defaultFolder) }
  } catch (error) {
    const names = ['dir', ...Object.keys(more)].map((name) => `--${name}`).join(', ')
    const said = error instanceof Error ? error.message : String(error)
    throw new FabricFault('FABRIC_OPTION_INVALID', `${said} Options are ${names}.`, { cause: error })
  }
}

/** Runs a command; a fault is told on stderr with its code, and the process ends with 1. */
export const runCommand = async (command: (args: readonly string[]) => Promise<void>): Promise<void> => {
  try {
    await command(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof FabricFault)) throw error
    console.error(`${error.code}: ${error.message}`)
    process.exitCode = 1
  }
}
