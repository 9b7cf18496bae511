// The settings of one peer: gateway and discovery on, state in LevelDB, chaincode only as a service through our builder.
import path from 'node:path'
import { places } from './folder.ts'
import type { OrganisationPlan, PeerPlan } from './plan.ts'

const builder = path.join(import.meta.dirname, 'builder')

const tls = (node: string): object => ({
  enabled: true,
  cert: { file: path.join(node, 'tls', 'server.crt') },
  key: { file: path.join(node, 'tls', 'server.key') },
  rootcert: { file: path.join(node, 'tls', 'ca.crt') },
})

/**
 * Every peer fetches blocks from the orderers itself, so none waits for another. Members are told apart within seconds, not
 * within the usual half a minute: a dead peer must not be offered as an endorser for long.
 */
const gossip = (address: string, bootstrap: readonly string[]): object => ({
  bootstrap,
  endpoint: address,
  externalEndpoint: address,
  useLeaderElection: false,
  orgLeader: true,
  state: { enabled: false },
  aliveTimeInterval: '2s',
  aliveExpirationTimeout: '10s',
  reconnectInterval: '500ms',
  maxConnectionAttempts: 1200,
  publishStateInfoInterval: '1s',
  requestStateInfoInterval: '1s',
  pvtData: {
    // Approvals of chaincode travel between the peers of an organisation this way, also to a peer that comes later.
    reconciliationEnabled: true,
    reconcileSleepInterval: '5s',
    reconcileBatchSize: 10,
    pullRetryThreshold: '5s',
    transientstoreMaxBlockRetention: 1000,
    pushAckTimeout: '3s',
    btlPullMargin: 10,
    implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 1 },
  },
})

const plugins = {
  authFilters: [{ name: 'DefaultAuth' }, { name: 'ExpirationCheck' }],
  decorators: [{ name: 'DefaultDecorator' }],
  endorsers: { escc: { name: 'DefaultEndorsement' } },
  validators: { vscc: { name: 'DefaultValidation' } },
}

const chaincode = {
  mode: 'net',
  // No container engine: a package that our builder does not know is refused.
  externalBuilders: [{ name: 'ccaas', path: builder, propagateEnvironment: [] }],
  installTimeout: '60s',
  startuptimeout: '10s',
  executetimeout: '30s',
  system: { _lifecycle: 'enable', cscc: 'enable', lscc: 'enable', qscc: 'enable' },
}

/** The content of core.yaml. */
export const peerConfig = (dir: string, organisation: OrganisationPlan, { name, host, port }: PeerPlan): object => {
  const node = places.node(dir, organisation, host)
  const data = places.data(dir, name)
  const address = `127.0.0.1:${port}`
  const colleagues = organisation.peers.filter((peer) => peer.name !== name).map((peer) => `127.0.0.1:${peer.port}`)
  return {
    peer: {
      id: name,
      networkId: 'ectrace',
      listenAddress: address,
      address,
      // Chaincode does not dial in here, but the port cannot be switched off; 0 takes one that nobody asks for.
      chaincodeListenAddress: '127.0.0.1:0',
      localMspId: organisation.mspId,
      localMspType: 'bccsp',
      mspConfigPath: path.join(node, 'msp'),
      fileSystemPath: data,
      tls: tls(node),
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      authentication: { timewindow: '15m' },
      client: { connTimeout: '10s' },
      gateway: { enabled: true, endorsementTimeout: '15s', broadcastTimeout: '15s', dialTimeout: '10s' },
      discovery: { enabled: true, authCacheEnabled: true, authCacheMaxSize: 1000, authCachePurgeRetentionRatio: 0.75 },
      gossip: gossip(address, colleagues.length > 0 ? colleagues : [address]),
      deliveryclient: { blockGossipEnabled: false, connTimeout: '3s', reConnectBackoffThreshold: '3s' },
      keepalive: { minInterval: '30s', interval: '60s', timeout: '20s' },
      limits: { concurrency: { endorserService: 2500, deliverService: 2500, gatewayService: 500 } },
      handlers: plugins,
    },
    vm: { endpoint: '' },
    chaincode,
    ledger: {
      state: { stateDatabase: 'goleveldb', totalQueryLimit: 100_000 },
      // The chaincode never asks for the history of a key: the records themselves are the history.
      history: { enableHistoryDatabase: false },
      snapshots: { rootDir: path.join(data, 'snapshots') },
    },
    operations: { listenAddress: '127.0.0.1:0' },
    metrics: { provider: 'disabled' },
  }
}
