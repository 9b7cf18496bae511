// Fabric's chaincode lifecycle for one release: installed on every peer, approved by every organisation, committed on a channel.
import { waitUntil } from '../../tools/services/service.ts'
import { endorsementPolicy } from './channel-config.ts'
import { FabricFault } from './fault.ts'
import { places } from './folder.ts'
import { ordererOrganisation } from './plan.ts'
import type { OrganisationPlan, PeerPlan, Plan } from './plan.ts'
import type { PeerCommands } from './peer-commands.ts'
import type { Release } from './release.ts'

/** What the steps need; `ordererAddress` gives an orderer that takes transactions for a channel now. */
export type LifecycleDeps = {
  dir: string
  plan: Plan
  commands: (organisation: OrganisationPlan, peer: PeerPlan) => PeerCommands
  ordererAddress: (channel: string) => Promise<string>
}

type Definition = { sequence: number; version: string }

const secondsToAgree = 30

const firstPeer = ({ name, peers }: OrganisationPlan): PeerPlan => {
  const [peer] = peers
  if (!peer) throw new FabricFault('FABRIC_OPTION_INVALID', `${name} has no peer`)
  return peer
}

const everyPeer = <T>(plan: Plan, act: (organisation: OrganisationPlan, peer: PeerPlan) => Promise<T>): Promise<T[]> =>
  Promise.all(plan.organisations.flatMap((organisation) => organisation.peers.map((peer) => act(organisation, peer))))

/** Puts each organisation's package on its own peers, where it is not yet. */
export const install = async ({ plan, commands }: LifecycleDeps, release: Release): Promise<void> => {
  await everyPeer(plan, async (organisation, peer) => {
    const { run } = commands(organisation, peer)
    const { packageId, packageFile } = release.organisations[organisation.name] ?? { packageId: '', packageFile: '' }
    const listed = await run('lifecycle', 'chaincode', 'queryinstalled', '--output', 'json')
    const { installed_chaincodes: installed = [] } = JSON.parse(listed) as {
      installed_chaincodes?: { package_id: string }[]
    }
    if (installed.some(({ package_id: id }) => id === packageId)) return
    await run('lifecycle', 'chaincode', 'install', packageFile)
  })
}

/** The definition that a peer has committed on the channel, undefined when there is none. */
const committed = async (
  deps: LifecycleDeps,
  channel: string,
  of: OrganisationPlan,
  peer: PeerPlan,
): Promise<Definition | undefined> => {
  const { run } = deps.commands(of, peer)
  const output = await run('lifecycle', 'chaincode', 'querycommitted', '-C', channel, '--output', 'json')
  type Listed = { chaincode_definitions?: (Definition & { name: string })[] }
  return (JSON.parse(output) as Listed).chaincode_definitions?.find(({ name }) => name === deps.plan.chaincode)
}

const toOrderer = async ({ dir, ordererAddress }: LifecycleDeps, channel: string): Promise<string[]> => [
  ...['-o', await ordererAddress(channel), '--tls', '--cafile', places.tlsCa(dir, ordererOrganisation)],
]

/** The parts of a definition on which every organisation must agree. */
const terms = (plan: Plan, channel: string, { version, sequence }: Definition): string[] => [
  ...['-C', channel, '-n', plan.chaincode, '-v', version, '--sequence', String(sequence)],
  ...['--signature-policy', endorsementPolicy(plan)],
]

/** Who has approved exactly this definition, as one peer knows it. */
const approvals = async (
  deps: LifecycleDeps,
  of: OrganisationPlan,
  peer: PeerPlan,
  agreed: string[],
): Promise<Record<string, boolean>> => {
  const { run } = deps.commands(of, peer)
  const output = await run('lifecycle', 'chaincode', 'checkcommitreadiness', ...agreed, '--output', 'json')
  return (JSON.parse(output) as { approvals: Record<string, boolean> }).approvals
}

const approve = async (deps: LifecycleDeps, channel: string, release: Release, agreed: string[]): Promise<void> => {
  await Promise.all(
    deps.plan.organisations.map(async (organisation) => {
      const peer = firstPeer(organisation)
      if ((await approvals(deps, organisation, peer, agreed))[organisation.mspId] === true) return
      const { packageId } = release.organisations[organisation.name] ?? { packageId: '' }
      const orderer = await toOrderer(deps, channel)
      const { run } = deps.commands(organisation, peer)
      await run('lifecycle', 'chaincode', 'approveformyorg', ...orderer, ...agreed, '--package-id', packageId)
    }),
  )
}

const everyPeerSays = async (
  plan: Plan,
  what: string,
  says: (of: OrganisationPlan, peer: PeerPlan) => Promise<boolean>,
): Promise<void> => {
  const agreed = async (): Promise<boolean> => (await everyPeer(plan, says)).every(Boolean)
  if (await waitUntil(agreed, secondsToAgree)) return
  throw new FabricFault('FABRIC_TIMED_OUT', `${what} is not known to every peer after ${secondsToAgree} s`)
}

/** Makes `release` the chaincode of the channel: nothing when it is, otherwise the next sequence. */
export const define = async (deps: LifecycleDeps, channel: string, release: Release): Promise<void> => {
  const { plan, commands, dir } = deps
  const [lead] = plan.organisations
  if (!lead) return
  const current = await committed(deps, channel, lead, firstPeer(lead))
  if (current?.version === release.digest) return
  const next = { version: release.digest, sequence: (current?.sequence ?? 0) + 1 }
  const agreed = terms(plan, channel, next)
  await approve(deps, channel, release, agreed)
  // Endorsers of the commit must see the same approvals, or their results differ.
  await everyPeerSays(plan, `the approval of ${plan.chaincode} ${next.version}`, async (of, peer) =>
    Object.values(await approvals(deps, of, peer, agreed)).every(Boolean),
  )
  const endorsers = plan.organisations.flatMap((organisation) => [
    ...['--peerAddresses', `127.0.0.1:${firstPeer(organisation).port}`],
    ...['--tlsRootCertFiles', places.tlsCa(dir, organisation)],
  ])
  const orderer = await toOrderer(deps, channel)
  await commands(lead, firstPeer(lead)).run('lifecycle', 'chaincode', 'commit', ...orderer, ...agreed, ...endorsers)
}

/** Waits until every peer has committed `release` on the channel and sees every peer as an endorser of it. */
export const awaitDefined = async (
  { plan, commands, ...rest }: LifecycleDeps,
  channel: string,
  release: Release,
): Promise<void> => {
  const deps = { plan, commands, ...rest }
  await everyPeerSays(
    plan,
    `${plan.chaincode} ${release.digest} on ${channel}`,
    async (of, peer) => (await committed(deps, channel, of, peer))?.version === release.digest,
  )
  const all = plan.organisations.flatMap(({ peers }) => peers.map(({ port }) => `127.0.0.1:${port}`))
  await everyPeerSays(plan, `where ${plan.chaincode} can be endorsed on ${channel}`, async (of, peer) => {
    const seen = await commands(of, peer).endorsers(channel, plan.chaincode)
    return all.every((address) => seen.includes(address))
  })
}
