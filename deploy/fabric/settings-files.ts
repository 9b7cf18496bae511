// What servers are told about the network: network.json for all of it, and one profile for each organisation's own server.
import path from 'node:path'
import { places, userFiles, writeJson } from './folder.ts'
import { ordererOrganisation } from './plan.ts'
import type { OrganisationPlan, Plan } from './plan.ts'

export type PeerSettings = { name: string; address: string; tlsHost: string; tlsCa: string }
export type Identity = { certificate: string; key: string }

export type OrganisationSettings = {
  name: string
  mspId: string
  peers: PeerSettings[]
  /** Signs the proposals of the organisation's server. */
  client: Identity
  admin: Identity
}

export type NetworkSettings = {
  channels: string[]
  chaincode: string
  organisations: OrganisationSettings[]
  orderers: PeerSettings[]
}

const organisationSettings = (dir: string, organisation: OrganisationPlan): OrganisationSettings => ({
  name: organisation.name,
  mspId: organisation.mspId,
  peers: organisation.peers.map(({ name, host, port }) => ({
    name,
    address: `127.0.0.1:${port}`,
    tlsHost: host,
    tlsCa: places.tlsCa(dir, organisation),
  })),
  client: userFiles(dir, organisation, 'User1'),
  admin: userFiles(dir, organisation, 'Admin'),
})

/** The network as others see it, with absolute paths. */
export const networkSettings = (dir: string, plan: Plan): NetworkSettings => ({
  channels: plan.channels,
  chaincode: plan.chaincode,
  organisations: plan.organisations.map((organisation) => organisationSettings(dir, organisation)),
  orderers: plan.orderers.map(({ name, host, port }) => ({
    name,
    address: `127.0.0.1:${port}`,
    tlsHost: host,
    tlsCa: places.tlsCa(dir, ordererOrganisation),
  })),
})

/** Absolute paths below `dir` become relative to it, so that the folder can be moved. */
const relativeTo = (dir: string, value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'string' && path.isAbsolute(inner) ? path.relative(dir, inner) : inner,
    ),
  )

/** Writes network.json and ORGANISATION.json; paths in them are relative to the folder that holds them. */
export const writeSettings = (dir: string, plan: Plan): void => {
  const settings = networkSettings(dir, plan)
  writeJson(places.settings(dir, 'network'), relativeTo(dir, settings))
  for (const { name, mspId, client, peers } of settings.organisations) {
    const own = peers.map(({ address, tlsHost, tlsCa }) => ({ address, tlsHost, tlsCa }))
    writeJson(
      places.settings(dir, name),
      relativeTo(dir, { mspId, ...client, peers: own, chaincode: settings.chaincode }),
    )
  }
}
