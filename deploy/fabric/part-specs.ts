// How each process of a network is started: orderers, peers, and one chaincode server for each organisation and release.
import { chaincodeTls } from './chaincode-package.ts'
import { places, writeJson } from './folder.ts'
import { ordererConfig } from './orderer-config.ts'
import type { PartSpec } from './part.ts'
import { peerConfig } from './peer-config.ts'
import type { OrdererPlan, OrganisationPlan, PeerPlan } from './plan.ts'
import type { Programs } from './programs.ts'
import { chaincodePartName } from './release.ts'
import type { Release } from './release.ts'
import { plainEnvironment } from './run-step.ts'

/** Go programs log without colours, and only what an operator must know, besides elections. */
const logging = {
  FABRIC_LOGGING_SPEC: 'warning:orderer.consensus.etcdraft=info',
  FABRIC_LOGGING_FORMAT: '%{time:2006-01-02T15:04:05.000Z07:00} %{level:.4s} [%{module}] %{message}',
}

const filesOf = (dir: string, name: string): Pick<PartSpec, 'folder' | 'log' | 'record'> => ({
  folder: places.data(dir, name),
  log: places.log(dir, name),
  record: places.record(dir, name),
})

/** Writes the orderer's settings, which hold absolute paths, anew: the folder may have moved. */
export const ordererSpec = (dir: string, programs: Programs, orderer: OrdererPlan): PartSpec => {
  const config = places.config(dir, orderer.name)
  writeJson(`${config}/orderer.yaml`, ordererConfig(dir, orderer))
  return {
    name: orderer.name,
    program: programs.orderer,
    args: ['start'],
    env: plainEnvironment({ ...logging, FABRIC_CFG_PATH: config }),
    ports: [orderer.port, orderer.adminPort, orderer.operationsPort],
    ...filesOf(dir, orderer.name),
  }
}

/** Writes the peer's settings anew, for the same reason. */
export const peerSpec = (dir: string, programs: Programs, organisation: OrganisationPlan, peer: PeerPlan): PartSpec => {
  const config = places.config(dir, peer.name)
  writeJson(`${config}/core.yaml`, peerConfig(dir, organisation, peer))
  return {
    name: peer.name,
    program: programs.peer,
    args: ['node', 'start'],
    env: plainEnvironment({ ...logging, FABRIC_CFG_PATH: config }),
    ports: [peer.port],
    ...filesOf(dir, peer.name),
  }
}

/**
 * An organisation's chaincode server runs the release's own copy of the bundle, or `bundle` instead: peers of the other
 * organisations find out when it decides otherwise.
 */
export const chaincodeSpec = (
  dir: string,
  organisation: OrganisationPlan,
  release: Release,
  bundle = release.bundle,
): PartSpec => {
  const name = chaincodePartName(organisation)
  const { port, packageId } = release.organisations[organisation.name] ?? { port: 0, packageId: '' }
  const tls = chaincodeTls(dir, organisation, 'server')
  return {
    name,
    program: process.execPath,
    args: [bundle],
    env: plainEnvironment({
      NODE_ENV: 'production',
      CHAINCODE_ID: packageId,
      CHAINCODE_SERVER_ADDRESS: `127.0.0.1:${port}`,
      CHAINCODE_TLS_CERT: tls.certificate,
      CHAINCODE_TLS_KEY: tls.key,
      CHAINCODE_CLIENT_CA: tls.ca,
    }),
    ports: [port],
    ...filesOf(dir, name),
    // Two releases run side by side while the channels change from one to the other.
    record: places.record(dir, `${name}-${release.digest}`),
  }
}
