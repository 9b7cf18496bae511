// What cryptogen is told: who has a certificate in each organisation, each with its own CA and its own TLS CA.
import { ordererOrganisation } from './plan.ts'
import type { Plan } from './plan.ts'

type Node = { Hostname: string; SANS: string[] }
type Organisation = { Name: string; Domain: string; EnableNodeOUs: true; Specs: Node[]; Users: { Count: number } }

/** First labels of the two ends of the line between peers and chaincode server: they have TLS certificates and no place in the MSP. */
export const chaincodeEnds = { server: 'chaincode', client: 'chaincode-client' } as const

const node = (host: string): Node => ({ Hostname: host.split('.')[0] ?? host, SANS: ['127.0.0.1', 'localhost'] })

const organisation = (name: string, domain: string, hosts: readonly string[], users: number): Organisation => ({
  Name: name,
  Domain: domain,
  EnableNodeOUs: true,
  Specs: hosts.map(node),
  Users: { Count: users },
})

/** One user besides the administrator in each organisation: the server that speaks for it. */
export const cryptoConfig = ({
  organisations,
  orderers,
}: Plan): { OrdererOrgs: Organisation[]; PeerOrgs: Organisation[] } => ({
  OrdererOrgs: [
    organisation(
      ordererOrganisation.name,
      ordererOrganisation.domain,
      orderers.map(({ host }) => host),
      0,
    ),
  ],
  PeerOrgs: organisations.map(({ name, domain, peers }) =>
    organisation(name, domain, [...peers.map(({ host }) => host), ...Object.values(chaincodeEnds)], 1),
  ),
})
