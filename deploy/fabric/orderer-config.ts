// The settings of one Raft orderer: channels join over its admin port, its leader is told on its operations port.
import path from 'node:path'
import { places } from './folder.ts'
import { ordererOrganisation } from './plan.ts'
import type { OrdererPlan } from './plan.ts'

/** The content of orderer.yaml. Both ports for operators ask for a certificate of the orderers' own TLS CA. */
export const ordererConfig = (dir: string, { name, host, port, adminPort, operationsPort }: OrdererPlan): object => {
  const node = places.node(dir, ordererOrganisation, host)
  const data = places.data(dir, name)
  const certificate = path.join(node, 'tls', 'server.crt')
  const key = path.join(node, 'tls', 'server.key')
  const ca = path.join(node, 'tls', 'ca.crt')
  const tls = { Enabled: true, Certificate: certificate, PrivateKey: key }
  const forOperators = { ...tls, ClientAuthRequired: true, RootCAs: [ca], ClientRootCAs: [ca] }
  return {
    General: {
      ListenAddress: '127.0.0.1',
      ListenPort: port,
      TLS: { ...tls, RootCAs: [ca] },
      Keepalive: { ServerMinInterval: '30s', ServerInterval: '60s', ServerTimeout: '20s' },
      Cluster: { ClientCertificate: certificate, ClientPrivateKey: key, RootCAs: [ca], SendBufferSize: 100 },
      BootstrapMethod: 'none',
      LocalMSPDir: path.join(node, 'msp'),
      LocalMSPID: ordererOrganisation.mspId,
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      Authentication: { TimeWindow: '15m' },
    },
    FileLedger: { Location: path.join(data, 'ledger') },
    Consensus: { WALDir: path.join(data, 'wal'), SnapDir: path.join(data, 'snapshots') },
    ChannelParticipation: { Enabled: true, MaxRequestBodySize: '1 MB' },
    Admin: { ListenAddress: `127.0.0.1:${adminPort}`, TLS: forOperators },
    Operations: { ListenAddress: `127.0.0.1:${operationsPort}`, TLS: forOperators },
    Metrics: { Provider: 'prometheus' },
  }
}
