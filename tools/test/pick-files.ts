// Which files of a suite can run on this machine, with the variables that they find, and what is missing for the others.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../root.ts'
import { meet, serviceVariables } from './machine.ts'
import type { ServiceVariable, Services } from './machine.ts'
import { filesOf } from './suites.ts'
import type { Suite } from './suites.ts'

/** `failed` counts what is missing and may not be; `notes` say it. */
export type Picked = { files: string[]; env: Record<string, string>; failed: number; notes: string[] }

const variablesIn = (file: string): ServiceVariable[] => {
  const text = readFileSync(path.join(root, file), 'utf8')
  return (Object.keys(serviceVariables) as ServiceVariable[]).filter((variable) => text.includes(`env.${variable}`))
}

/** Opens the services that the files name. */
const withServices = async (files: readonly string[], services: Services) => {
  const served = { files: [] as string[], env: {} as Record<string, string>, left: [] as string[] }
  for (const file of files) {
    const addresses = await Promise.all(
      variablesIn(file).map(async (variable) => ({ variable, url: await services.open(variable) })),
    )
    const absent = addresses.filter(({ url }) => url === undefined).map(({ variable }) => variable)
    if (absent.length > 0) served.left.push(`skipped: ${file}: no service for ${absent.join(', ')}`)
    else served.files.push(file)
    for (const { variable, url } of addresses) if (url !== undefined) served.env[variable] = url
  }
  return served
}

/**
 * With `strict` (in CI) whatever is missing on this machine is a failure, without it the tests concerned are skipped and a note
 * says so; Fabric may always be missing.
 */
export const pickFiles = async (suite: Suite, services: Services, strict: boolean): Promise<Picked> => {
  const { env, missing } = meet(suite.needs)
  if (missing.length > 0) {
    const isFailure = strict && !suite.needs.includes('fabric')
    return { files: [], env, failed: isFailure ? 1 : 0, notes: missing.map((reason) => `suite skipped: ${reason}`) }
  }
  const all = await filesOf(suite)
  if (all.length === 0) return { files: [], env, failed: 1, notes: ['no test file'] }
  const { files, env: addresses, left } = await withServices(all, services)
  return { files, env: { ...env, ...addresses }, failed: strict ? left.length : 0, notes: left }
}
