// What Fabric's programs and our servers are told: every address is this machine, every line is TLS, paths lead to what cryptogen makes.
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../tools/services/daemon.ts'
import { channelConfig, endorsementPolicy } from './channel-config.ts'
import { cryptoConfig } from './crypto-config.ts'
import { statusLines } from './network-status.ts'
import { ordererConfig } from './orderer-config.ts'
import { peerConfig } from './peer-config.ts'
import { makePlan } from './plan.ts'
import type { Plan } from './plan.ts'
import { writeSettings } from './settings-files.ts'

let dir = ''
let plan: Plan

beforeAll(async () => {
  dir = temporaryFolder('settings')
  plan = await makePlan({ peersPerOrganisation: 2 })
})
afterAll(() => rmSync(dir, { recursive: true }))

/** All values of a settings tree whose key is one of `keys`, in any case. */
const valuesOf = (tree: unknown, ...keys: string[]): unknown[] => {
  if (typeof tree !== 'object' || tree === null) return []
  return Object.entries(tree).flatMap(([key, value]) => [
    ...(keys.includes(key.toLowerCase()) ? [value as unknown] : []),
    ...valuesOf(value, ...keys),
  ])
}

test('a peer listens on this machine only, over TLS, with gateway and discovery, and builds no container', () => {
  const [organisation] = plan.organisations
  const config = peerConfig(dir, organisation!, organisation!.peers[1]!)
  for (const address of valuesOf(config, 'listenaddress', 'chaincodelistenaddress', 'externalendpoint')) {
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/)
  }
  expect(config).toMatchObject({
    peer: {
      localMspId: 'Org1MSP',
      tls: { enabled: true },
      gateway: { enabled: true },
      discovery: { enabled: true },
      gossip: { bootstrap: [`127.0.0.1:${organisation!.peers[0]!.port}`] },
      fileSystemPath: path.join(dir, 'parts', 'peer1.org1'),
    },
    vm: { endpoint: '' },
    ledger: { state: { stateDatabase: 'goleveldb' } },
  })
})

test('an orderer lets operators in with a certificate only, and has no system channel', () => {
  const config = ordererConfig(dir, plan.orderers[0]!)
  expect(valuesOf(config, 'clientauthrequired')).toEqual([true, true])
  expect(valuesOf(config, 'enabled')).toEqual([true, true, true, true])
  expect(config).toMatchObject({ General: { BootstrapMethod: 'none', ListenAddress: '127.0.0.1' } })
})

test('a channel has three Raft orderers, an anchor peer for each organisation, and blocks that wait for nobody long', () => {
  const config = channelConfig(dir, plan)
  const [consenters] = valuesOf(config, 'consenters') as object[][]
  expect(consenters).toHaveLength(3)
  const anchors = plan.organisations.map(({ peers }) => [{ Host: '127.0.0.1', Port: peers[0]!.port }])
  expect(valuesOf(config, 'anchorpeers')).toEqual(anchors)
  expect(valuesOf(config, 'batchtimeout')).toEqual(['50ms'])
  expect(endorsementPolicy(plan)).toBe("AND('Org1MSP.peer','Org2MSP.peer')")
})

test('each organisation has its own certificates for its peers, the two ends of the chaincode line and one client', () => {
  const { PeerOrgs, OrdererOrgs } = cryptoConfig(plan)
  expect(PeerOrgs.map(({ Domain, Specs, Users }) => [Domain, Specs.map(({ Hostname }) => Hostname), Users])).toEqual([
    ['org1.example', ['peer0', 'peer1', 'chaincode', 'chaincode-client'], { Count: 1 }],
    ['org2.example', ['peer0', 'peer1', 'chaincode', 'chaincode-client'], { Count: 1 }],
  ])
  expect(OrdererOrgs.flatMap(({ Specs }) => Specs.map(({ SANS }) => SANS))).toEqual(
    plan.orderers.map(() => ['127.0.0.1', 'localhost']),
  )
})

test("a profile has the organisation's own peers, and its paths are relative to itself", () => {
  writeSettings(dir, plan)
  const profile = JSON.parse(readFileSync(path.join(dir, 'org2.json'), 'utf8')) as unknown
  const user = 'crypto/peerOrganizations/org2.example/users/User1@org2.example/msp'
  expect(profile).toEqual({
    mspId: 'Org2MSP',
    certificate: `${user}/signcerts/User1@org2.example-cert.pem`,
    key: `${user}/keystore/priv_sk`,
    peers: plan.organisations[1]!.peers.map(({ host, port }) => ({
      address: `127.0.0.1:${port}`,
      tlsHost: host,
      tlsCa: 'crypto/peerOrganizations/org2.example/tlsca/tlsca.org2.example-cert.pem',
    })),
    chaincode: 'ectrace',
  })
  expect(readFileSync(path.join(dir, 'network.json'), 'utf8')).not.toContain(dir)
})

test('the status says what does not run, how far peers are, who leads and when certificates end', () => {
  const lines = statusLines({
    parts: [
      { name: 'orderer1', address: '127.0.0.1:20001', pid: undefined, heights: {} },
      { name: 'peer0.org1', address: '127.0.0.1:20002', pid: 42, heights: { trace: 7, second: 3 } },
    ],
    leaders: { trace: 'orderer2', second: undefined },
    certificates: [{ name: 'peer0.org1 (TLS)', file: 'server.crt', days: 12 }],
  })
  expect(lines.map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    'orderer1 not running 127.0.0.1:20001',
    'peer0.org1 running (42) 127.0.0.1:20002 trace 7, second 3',
    'leader of trace: orderer2',
    'leader of second: none',
    'days until a certificate ends:',
    ' 12 peer0.org1 (TLS)',
  ])
})
