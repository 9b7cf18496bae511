// Where everything of one network lies below its folder.
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../../tools/root.ts'
import { ordererOrganisation } from './plan.ts'
import type { OrganisationPlan, Plan } from './plan.ts'

type Domain = Pick<OrganisationPlan, 'domain'>

const ordersOnly = ({ domain }: Domain): boolean => domain === ordererOrganisation.domain

const organisationFolder = (dir: string, of: Domain): string =>
  path.join(dir, 'crypto', ordersOnly(of) ? 'ordererOrganizations' : 'peerOrganizations', of.domain)

/** Paths below `dir`; the names below crypto/ are cryptogen's. */
export const places = {
  plan: (dir: string): string => path.join(dir, 'plan.json'),
  settings: (dir: string, name: string): string => path.join(dir, `${name}.json`),
  crypto: (dir: string): string => path.join(dir, 'crypto'),
  organisation: organisationFolder,
  node: (dir: string, of: Domain, host: string): string =>
    path.join(organisationFolder(dir, of), ordersOnly(of) ? 'orderers' : 'peers', host),
  user: (dir: string, of: Domain, user: 'User1' | 'Admin'): string =>
    path.join(organisationFolder(dir, of), 'users', `${user}@${of.domain}`),
  tlsCa: (dir: string, of: Domain): string =>
    path.join(organisationFolder(dir, of), 'tlsca', `tlsca.${of.domain}-cert.pem`),
  config: (dir: string, part: string): string => path.join(dir, 'config', part),
  data: (dir: string, part: string): string => path.join(dir, 'parts', part),
  block: (dir: string, channel: string): string => path.join(dir, 'channels', `${channel}.block`),
  release: (dir: string, digest: string): string => path.join(dir, 'chaincode', digest),
  log: (dir: string, part: string): string => path.join(dir, 'logs', `${part}.log`),
  records: (dir: string): string => path.join(dir, 'run'),
  record: (dir: string, part: string): string => path.join(dir, 'run', `${part}.json`),
} as const

/** Certificate and key of a user, as cryptogen lays them down. */
export const userFiles = (dir: string, of: Domain, user: 'User1' | 'Admin'): { certificate: string; key: string } => {
  const msp = path.join(places.user(dir, of, user), 'msp')
  return {
    certificate: path.join(msp, 'signcerts', `${user}@${of.domain}-cert.pem`),
    key: path.join(msp, 'keystore', 'priv_sk'),
  }
}

/** Writes a file and its folder; the old one stays whole until the new one is complete. */
export const writeWhole = (file: string, content: string | Uint8Array, mode = 0o644): void => {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, content, { mode })
  renameSync(`${file}.new`, file)
}

/** JSON is YAML as well, so Fabric's programs read it under either name. */
export const writeJson = (file: string, value: unknown, mode?: number): void =>
  writeWhole(file, `${JSON.stringify(value, undefined, 2)}\n`, mode)

/** The plan of the network in `dir`, undefined when there is none. */
export const readPlan = (dir: string): Plan | undefined => {
  try {
    return JSON.parse(readFileSync(places.plan(dir), 'utf8')) as Plan
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Where the commands keep their network unless they are told otherwise; not in version control. */
export const defaultFolder = path.join(root, 'data', 'fabric')

/** Names of the processes that were started from this folder and not ended by a command. */
export const recordedParts = (dir: string): string[] => {
  try {
    return readdirSync(places.records(dir))
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -'.json'.length))
      .sort()
  } catch {
    return []
  }
}
