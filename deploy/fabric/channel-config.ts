// What configtxgen makes a channel's first block from: members, their policies, the Raft orderers, how acts become blocks.
import path from 'node:path'
import { places } from './folder.ts'
import { ordererOrganisation } from './plan.ts'
import type { OrganisationPlan, Plan } from './plan.ts'

type Policy = { Type: 'Signature' | 'ImplicitMeta'; Rule: string }

const signature = (mspId: string, ...roles: string[]): Policy => ({
  Type: 'Signature',
  Rule: `OR(${roles.map((role) => `'${mspId}.${role}'`).join(',')})`,
})
const meta = (Rule: string): Policy => ({ Type: 'ImplicitMeta', Rule })

const layered = { Readers: meta('ANY Readers'), Writers: meta('ANY Writers'), Admins: meta('MAJORITY Admins') }

const member = (dir: string, { mspId, domain, peers }: OrganisationPlan): object => ({
  Name: mspId,
  ID: mspId,
  MSPDir: path.join(places.organisation(dir, { domain }), 'msp'),
  Policies: {
    Readers: signature(mspId, 'admin', 'peer', 'client'),
    Writers: signature(mspId, 'admin', 'client'),
    Admins: signature(mspId, 'admin'),
    Endorsement: signature(mspId, 'peer'),
  },
  // Peers of other organisations find this one through it; gateways then know endorsers everywhere.
  AnchorPeers: peers.slice(0, 1).map(({ port }) => ({ Host: '127.0.0.1', Port: port })),
})

const orderingMember = (dir: string, { orderers }: Plan): object => {
  const { mspId, domain } = ordererOrganisation
  return {
    Name: mspId,
    ID: mspId,
    MSPDir: path.join(places.organisation(dir, { domain }), 'msp'),
    Policies: {
      Readers: signature(mspId, 'member'),
      Writers: signature(mspId, 'member'),
      Admins: signature(mspId, 'admin'),
    },
    OrdererEndpoints: orderers.map(({ port }) => `127.0.0.1:${port}`),
  }
}

/**
 * Acts of people come one by one: each waits at most `BatchTimeout` for company. A leader is missed after 2 to 4 s
 * (`ElectionTick` times `TickInterval`, up to twice that), long enough for a busy machine to keep its leader.
 */
const ordering = (dir: string, plan: Plan): object => ({
  OrdererType: 'etcdraft',
  BatchTimeout: '50ms',
  BatchSize: { MaxMessageCount: 200, AbsoluteMaxBytes: '16 MB', PreferredMaxBytes: '2 MB' },
  EtcdRaft: {
    Consenters: plan.orderers.map(({ host, port }) => {
      const certificate = path.join(places.node(dir, ordererOrganisation, host), 'tls', 'server.crt')
      return { Host: '127.0.0.1', Port: port, ClientTLSCert: certificate, ServerTLSCert: certificate }
    }),
    Options: {
      TickInterval: '200ms',
      ElectionTick: 10,
      HeartbeatTick: 1,
      MaxInflightBlocks: 5,
      SnapshotIntervalSize: '16 MB',
    },
  },
  Organizations: [orderingMember(dir, plan)],
  Policies: { ...layered, BlockValidation: meta('ANY Writers') },
  Capabilities: { V2_0: true },
})

/** The content of configtx.yaml for `plan` in `dir`, with the single profile `Channel`. */
export const channelConfig = (dir: string, plan: Plan): object => ({
  Profiles: {
    Channel: {
      Policies: layered,
      Capabilities: { V2_0: true },
      Orderer: ordering(dir, plan),
      Application: {
        Organizations: plan.organisations.map((organisation) => member(dir, organisation)),
        Policies: {
          ...layered,
          LifecycleEndorsement: meta('MAJORITY Endorsement'),
          Endorsement: meta('MAJORITY Endorsement'),
        },
        Capabilities: { V2_5: true },
      },
    },
  },
})

/** An act counts when a peer of every organisation came to the same result. */
export const endorsementPolicy = ({ organisations }: Pick<Plan, 'organisations'>): string =>
  `AND(${organisations.map(({ mspId }) => `'${mspId}.peer'`).join(',')})`
