// Certificates of the network: made where they are missing, told when they end, renewed for the servers of the organisations.
import { X509Certificate } from 'node:crypto'
import { readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { chaincodeTls } from './chaincode-package.ts'
import { chaincodeEnds, cryptoConfig } from './crypto-config.ts'
import { places, userFiles, writeJson } from './folder.ts'
import { ordererOrganisation } from './plan.ts'
import type { OrganisationPlan, Plan } from './plan.ts'
import type { Programs } from './programs.ts'
import { runStep } from './run-step.ts'

/** Makes the CAs and every certificate of the plan that is not there yet; what is there, stays. */
export const makeCertificates = async (dir: string, programs: Programs, plan: Plan): Promise<void> => {
  const config = path.join(dir, 'config', 'crypto.yaml')
  writeJson(config, cryptoConfig(plan))
  await runStep({
    what: 'cryptogen extend',
    program: programs.cryptogen,
    args: ['extend', `--config=${config}`, `--input=${places.crypto(dir)}`],
  })
  for (const organisation of plan.organisations) {
    for (const end of Object.values(chaincodeEnds)) {
      // cryptogen gives each host the certificate of a peer; what only speaks TLS must not be able to endorse.
      rmSync(path.join(places.node(dir, organisation, `${end}.${organisation.domain}`), 'msp'), {
        recursive: true,
        force: true,
      })
    }
  }
}

/**
 * A new key and certificate, from the organisation's own CA, for the server that speaks for it; at the same paths. The old ones
 * stay when none can be made. A running server reads them at its next start.
 */
export const renewClient = async (dir: string, programs: Programs, plan: Plan, of: OrganisationPlan): Promise<void> => {
  const user = places.user(dir, of, 'User1')
  renameSync(user, `${user}.old`)
  try {
    await makeCertificates(dir, programs, plan)
  } catch (error) {
    rmSync(user, { recursive: true, force: true })
    renameSync(`${user}.old`, user)
    throw error
  }
  rmSync(`${user}.old`, { recursive: true })
}

export type Expiry = { name: string; file: string; days: number }

const daysLeft = (file: string, now: number): number =>
  Math.floor((new X509Certificate(readFileSync(file)).validToDate.getTime() - now) / 86_400_000)

/** Every certificate that somebody must renew one day, with the whole days that it has left at `now` (milliseconds). */
export const expiries = (dir: string, plan: Plan, now: number): Expiry[] => {
  const files: [name: string, file: string][] = []
  const authority = (of: { name: string; domain: string }): void => {
    files.push([`CA of ${of.name}`, path.join(places.organisation(dir, of), 'ca', `ca.${of.domain}-cert.pem`)])
    files.push([`TLS CA of ${of.name}`, places.tlsCa(dir, of)])
    files.push([`administrator of ${of.name}`, userFiles(dir, of, 'Admin').certificate])
  }
  const host = (of: { domain: string }, name: string, at: string): void => {
    const folder = places.node(dir, of, at)
    files.push([`${name} (MSP)`, path.join(folder, 'msp', 'signcerts', `${at}-cert.pem`)])
    files.push([`${name} (TLS)`, path.join(folder, 'tls', 'server.crt')])
  }
  authority(ordererOrganisation)
  for (const orderer of plan.orderers) host(ordererOrganisation, orderer.name, orderer.host)
  for (const organisation of plan.organisations) {
    authority(organisation)
    files.push([`client of ${organisation.name}`, userFiles(dir, organisation, 'User1').certificate])
    for (const peer of organisation.peers) host(organisation, peer.name, peer.host)
    files.push([`chaincode.${organisation.name} (TLS)`, chaincodeTls(dir, organisation, 'server').certificate])
    files.push([`peers to chaincode.${organisation.name} (TLS)`, chaincodeTls(dir, organisation, 'client').certificate])
  }
  return files.map(([name, file]) => ({ name, file, days: daysLeft(file, now) }))
}
