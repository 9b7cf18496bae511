// What a network consists of, as kept in plan.json of its folder: made once from options, later only added to.
import { FabricFault } from './fault.ts'
import { choosePorts } from './ports.ts'

export type PeerPlan = { name: string; host: string; port: number }
export type OrganisationPlan = { name: string; mspId: string; domain: string; peers: PeerPlan[] }
export type OrdererPlan = { name: string; host: string; port: number; adminPort: number; operationsPort: number }

export type Plan = {
  version: 1
  channels: string[]
  chaincode: string
  organisations: OrganisationPlan[]
  orderers: OrdererPlan[]
  /** Digest of the bundle whose definition is committed on every channel; absent until the first one is. */
  release?: string
}

/** An organisation as asked for: `name` is the first label of its hosts, `peers` how many it runs. */
export type OrganisationWish = { name: string; mspId: string; peers?: number }

export type Wishes = {
  channels?: readonly string[]
  organisations?: readonly OrganisationWish[]
  /** For every organisation that does not say otherwise. Default 1. */
  peersPerOrganisation?: number
}

export const ordererOrganisation = { name: 'orderer', mspId: 'OrdererMSP', domain: 'orderer.example' } as const
export const chaincodeName = 'ectrace'

const ordererCount = 3
const defaultOrganisations: readonly OrganisationWish[] = [
  { name: 'org1', mspId: 'Org1MSP' },
  { name: 'org2', mspId: 'Org2MSP' },
]

/** Fabric's own rule for the name of a channel; see also configtx validation: at most 249 characters. */
const channelRule = /^[a-z][a-z0-9.-]{0,248}$/

const invalid = (field: string, rule: string, value: string): FabricFault =>
  new FabricFault('FABRIC_OPTION_INVALID', `${field} ${rule}, this is not so: ${value}`)

const checkPeers = (of: string, peers: number): void => {
  if (!Number.isInteger(peers) || peers < 1 || peers > 9) {
    throw invalid(`peers of ${of}`, 'are a number from 1 to 9', String(peers))
  }
}

const checkOrganisation = ({ name, mspId, peers }: Required<OrganisationWish>): void => {
  if (!/^[a-z][a-z0-9]{0,30}$/.test(name) || name === ordererOrganisation.name) {
    throw invalid('the name of an organisation', 'is lower-case letters and digits and not "orderer"', name)
  }
  if (!/^[A-Za-z][A-Za-z0-9]{0,62}$/.test(mspId) || mspId === ordererOrganisation.mspId) {
    throw invalid('an MSP id', 'is letters and digits and not OrdererMSP', mspId)
  }
  checkPeers(name, peers)
}

const isUnique = (values: readonly string[]): boolean => new Set(values).size === values.length

const checkChannels = (channels: readonly string[]): void => {
  const wrong = channels.find((channel) => !channelRule.test(channel))
  if (wrong !== undefined)
    throw invalid('the name of a channel', 'is lower-case letters, digits, dots and dashes', wrong)
  if (channels.length === 0 || !isUnique(channels)) {
    throw invalid('channels', 'are one or more different names', channels.join(','))
  }
}

const checkOrganisations = (organisations: readonly Required<OrganisationWish>[]): void => {
  organisations.forEach(checkOrganisation)
  if (organisations.length === 0 || !isUnique(organisations.flatMap(({ name, mspId }) => [name, mspId]))) {
    throw invalid(
      'organisations',
      'are one or more with different names',
      organisations.map(({ name }) => name).join(','),
    )
  }
}

type Asked = { channels: string[] | undefined; organisations: Required<OrganisationWish>[] | undefined }

/** The wishes, checked, with a number of peers for each organisation. */
const asked = ({ channels, organisations, peersPerOrganisation }: Wishes): Asked => {
  if (channels) checkChannels(channels)
  if (peersPerOrganisation !== undefined) checkPeers('an organisation', peersPerOrganisation)
  const counted = organisations?.map((wish) => ({ ...wish, peers: wish.peers ?? peersPerOrganisation ?? 1 }))
  if (counted) checkOrganisations(counted)
  return { channels: channels?.slice(), organisations: counted }
}

/** Every port that the plan has given away. */
export const portsOf = (plan: Plan): Set<number> =>
  new Set([
    ...plan.organisations.flatMap(({ peers }) => peers.map(({ port }) => port)),
    ...plan.orderers.flatMap(({ port, adminPort, operationsPort }) => [port, adminPort, operationsPort]),
  ])

const peersFrom = (
  organisation: { name: string; domain: string },
  first: number,
  ports: readonly number[],
): PeerPlan[] =>
  ports.map((port, at) => ({
    name: `peer${first + at}.${organisation.name}`,
    host: `peer${first + at}.${organisation.domain}`,
    port,
  }))

/** A new plan. Throws FABRIC_OPTION_INVALID. */
export const makePlan = async (wishes: Wishes): Promise<Plan> => {
  const withDefaults = { organisations: defaultOrganisations, channels: ['trace'], ...wishes }
  const { channels = [], organisations = [] } = asked(withDefaults)
  const peerCount = organisations.reduce((sum, { peers }) => sum + peers, 0)
  const ports = await choosePorts(peerCount + 3 * ordererCount)
  const orderers = Array.from({ length: ordererCount }, (_, at) => {
    const [port = 0, adminPort = 0, operationsPort = 0] = ports.splice(0, 3)
    const name = `orderer${at + 1}`
    return { name, host: `${name}.${ordererOrganisation.domain}`, port, adminPort, operationsPort }
  })
  const planned = organisations.map(({ name, mspId, peers }) => {
    const domain = `${name}.example`
    return { name, mspId, domain, peers: peersFrom({ name, domain }, 0, ports.splice(0, peers)) }
  })
  return { version: 1, channels, chaincode: chaincodeName, organisations: planned, orderers }
}

const withPeers = async (plan: Plan, organisation: OrganisationPlan, wanted: number): Promise<OrganisationPlan> => {
  const have = organisation.peers.length
  if (wanted <= have) return organisation
  const ports = await choosePorts(wanted - have, portsOf(plan))
  return { ...organisation, peers: [...organisation.peers, ...peersFrom(organisation, have, ports)] }
}

/**
 * The plan with the channels and peers that are asked for and not yet in it; what it has, stays. Throws FABRIC_PLAN_DIFFERS for
 * other organisations: those join a channel by its members' votes (docs/fabric.md), not by an option.
 */
export const extendPlan = async (plan: Plan, wishes: Wishes): Promise<Plan> => {
  const { channels = [], organisations } = asked(wishes)
  const names = (list: readonly { name: string; mspId: string }[]): string =>
    list.map(({ name, mspId }) => `${name} ${mspId}`).join(', ')
  if (organisations && names(organisations) !== names(plan.organisations)) {
    const message = `the network has the organisations ${names(plan.organisations)}, not ${names(organisations)}: remove it first`
    throw new FabricFault('FABRIC_PLAN_DIFFERS', message)
  }
  let extended: Plan = { ...plan, channels: [...new Set([...plan.channels, ...channels])] }
  for (const [at, organisation] of plan.organisations.entries()) {
    const wanted = organisations?.[at]?.peers ?? wishes.peersPerOrganisation ?? 1
    const grown = await withPeers(extended, organisation, wanted)
    extended = { ...extended, organisations: extended.organisations.with(at, grown) }
  }
  return extended
}
