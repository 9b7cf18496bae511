// Finds the JavaScript file behind a package's command, so that it can be run with our own Node instead of a shell shim.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../root.ts'

type Manifest = { bin?: string | Record<string, string> }

/** Absolute path of `command` of `packageName` as installed for the folder `from` (default: the root). Throws when it is not there. */
export const packageBin = (packageName: string, command = packageName, from = root): string => {
  const folder = path.join(from, 'node_modules', packageName)
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest
  const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin?.[command]
  if (file === undefined) throw new Error(`${packageName} has no command ${command}`)
  return path.join(folder, file)
}
