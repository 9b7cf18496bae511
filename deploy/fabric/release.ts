// One release of the chaincode: a copy of the bundle, a port for each organisation's server and each organisation's package.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { chaincodePackage, packageId } from './chaincode-package.ts'
import { FabricFault } from './fault.ts'
import { places, writeJson, writeWhole } from './folder.ts'
import { portsOf } from './plan.ts'
import type { OrganisationPlan, Plan } from './plan.ts'
import { choosePorts } from './ports.ts'

export type Release = {
  /** First characters of the bundle's SHA-256: the version of the definition on the channels. */
  digest: string
  bundle: string
  organisations: Record<string, { port: number; packageId: string; packageFile: string }>
}

const digestLength = 16

const readBundle = (file: string): Buffer => {
  try {
    return readFileSync(file)
  } catch (error) {
    const message = `there is no chaincode bundle at ${file}: leave out --chaincode, and it is made from the sources`
    throw new FabricFault('FABRIC_BUNDLE_MISSING', message, { cause: error })
  }
}

export const digestOf = (bundle: string): string =>
  createHash('sha256').update(readBundle(bundle)).digest('hex').slice(0, digestLength)

type Kept = Record<string, number>

const readKept = (file: string): Kept | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : undefined

const describe = (dir: string, plan: Plan, digest: string, ports: Kept): Release => {
  const folder = places.release(dir, digest)
  const label = `${plan.chaincode}_${digest}`
  const entries = plan.organisations.map((organisation) => {
    const packageFile = path.join(folder, `${organisation.name}.tar.gz`)
    const port = ports[organisation.name] ?? 0
    if (!existsSync(packageFile)) {
      writeWhole(packageFile, chaincodePackage(dir, organisation, label, `127.0.0.1:${port}`), 0o600)
    }
    const id = packageId(label, readFileSync(packageFile))
    return [organisation.name, { port, packageId: id, packageFile }] as const
  })
  return { digest, bundle: path.join(folder, 'chaincode.cjs'), organisations: Object.fromEntries(entries) }
}

/** The release of this bundle in the network's folder, made when it is new there. Throws FABRIC_BUNDLE_MISSING. */
export const openRelease = async (dir: string, plan: Plan, bundle: string): Promise<Release> => {
  const content = readBundle(bundle)
  const digest = digestOf(bundle)
  const portsFile = path.join(places.release(dir, digest), 'ports.json')
  const kept = readKept(portsFile)
  if (kept) return describe(dir, plan, digest, kept)
  writeWhole(path.join(places.release(dir, digest), 'chaincode.cjs'), content)
  const older =
    plan.release === undefined ? undefined : readKept(path.join(places.release(dir, plan.release), 'ports.json'))
  const taken = new Set([...portsOf(plan), ...Object.values(older ?? {})])
  const ports = await choosePorts(plan.organisations.length, taken)
  const chosen = Object.fromEntries(plan.organisations.map(({ name }, at) => [name, ports[at] ?? 0]))
  writeJson(portsFile, chosen)
  return describe(dir, plan, digest, chosen)
}

/** A release that was opened before. */
export const readRelease = (dir: string, plan: Plan, digest: string): Release => {
  const ports = readKept(path.join(places.release(dir, digest), 'ports.json'))
  if (!ports) throw new FabricFault('FABRIC_BUNDLE_MISSING', `release ${digest} is not in ${dir}`)
  return describe(dir, plan, digest, ports)
}

export const chaincodePartName = ({ name }: Pick<OrganisationPlan, 'name'>): string => `chaincode.${name}`
