// The package that an organisation installs on its peers: where its own chaincode server answers, and the TLS files for the way.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { chaincodeEnds } from './crypto-config.ts'
import { places } from './folder.ts'
import type { OrganisationPlan } from './plan.ts'
import { tar } from './tar.ts'

/** Certificate, key and CA of one end of the line between peers and chaincode server. */
export const chaincodeTls = (
  dir: string,
  organisation: OrganisationPlan,
  end: keyof typeof chaincodeEnds,
): { certificate: string; key: string; ca: string } => {
  const folder = path.join(places.node(dir, organisation, `${chaincodeEnds[end]}.${organisation.domain}`), 'tls')
  return {
    certificate: path.join(folder, 'server.crt'),
    key: path.join(folder, 'server.key'),
    ca: path.join(folder, 'ca.crt'),
  }
}

/** A chaincode package (.tar.gz). `label` names the release; peers know the package as `label:sha256`. */
export const chaincodePackage = (
  dir: string,
  organisation: OrganisationPlan,
  label: string,
  address: string,
): Buffer => {
  const client = chaincodeTls(dir, organisation, 'client')
  const connection = {
    address,
    dial_timeout: '3s',
    tls_required: true,
    client_auth_required: true,
    client_key: readFileSync(client.key, 'utf8'),
    client_cert: readFileSync(client.certificate, 'utf8'),
    root_cert: readFileSync(client.ca, 'utf8'),
  }
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
  const code = gzipSync(tar([{ name: 'connection.json', content: json(connection) }]))
  return gzipSync(
    tar([
      { name: 'metadata.json', content: json({ type: 'ccaas', label }) },
      { name: 'code.tar.gz', content: code },
    ]),
  )
}

/** The id that peers give to a package: its label and the SHA-256 of its bytes. */
export const packageId = (label: string, bytes: Uint8Array): string =>
  `${label}:${createHash('sha256').update(bytes).digest('hex')}`
