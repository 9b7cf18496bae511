// A Hyperledger Fabric network on this machine, from official programs, without containers: for tests, benches and `pnpm fabric:up`.
//
//   const network = await openNetwork({ dir, chaincode: 'contracts/dist/chaincode.cjs' })
//   network.organisations[0].peers[0]            // { name: 'peer0.org1', address, tlsHost, tlsCa }
//   network.organisations[0].client              // { certificate, key }: paths of PEM files
//   await network.part('peer0.org1').kill()      // also stop(), start(), pid, log; parts: peerN.ORG, ordererN, chaincode.ORG
//   await network.part(await network.raftLeader('trace')).kill()
//   await network.swapBundle('org1', altered)    // this organisation's chaincode server runs another file, the definition stays
//   await network.upgrade(bundle)                // next sequence on every channel, servers of both releases side by side meanwhile
//   await network.close()                        // ends what was started here; the folder stays and can be opened again
//
// The folder also holds network.json (all of it) and org1.json, org2.json: { mspId, certificate, key, peers, chaincode }.
import path from 'node:path'
import { joinChannels, makeBlocks, raftLeader } from './bring-up.ts'
import type { Site } from './bring-up.ts'
import { makeCertificates, renewClient } from './certificates.ts'
import { FabricFault } from './fault.ts'
import { places, readPlan, writeJson } from './folder.ts'
import { awaitDefined, define, install } from './lifecycle.ts'
import type { LifecycleDeps } from './lifecycle.ts'
import { createPart, endRecorded } from './part.ts'
import type { Part } from './part.ts'
import { chaincodeSpec, ordererSpec, peerSpec } from './part-specs.ts'
import { peerCommands } from './peer-commands.ts'
import { extendPlan, makePlan } from './plan.ts'
import type { OrganisationPlan, Wishes } from './plan.ts'
import { fabricPrograms } from './programs.ts'
import { chaincodePartName, digestOf, openRelease, readRelease } from './release.ts'
import type { Release } from './release.ts'
import { networkSettings, writeSettings } from './settings-files.ts'
import type { NetworkSettings } from './settings-files.ts'

export type NetworkOptions = Wishes & {
  /** The network's folder; a network in it is started again, and extended by what is asked for and not there. */
  dir: string
  /** Folder of Fabric's programs; default FABRIC_BIN, then the PATH. */
  bin?: string | undefined
  /** The bundle of the chaincode, a CommonJS file. */
  chaincode: string
  /** Parts outlive this process; otherwise they end with it. */
  detached?: boolean
}

export type Network = NetworkSettings & {
  readonly dir: string
  /** Throws FABRIC_OPTION_INVALID for a name that no part has. */
  part: (name: string) => Part
  parts: () => Part[]
  /** Name of the orderer that leads the channel; waits for an election. */
  raftLeader: (channel: string) => Promise<string>
  /** How many blocks a peer has of a channel. */
  height: (peer: string, channel: string) => Promise<number>
  /** Lets an organisation's chaincode server run another file, or the release's own again; what the channels define stays. */
  swapBundle: (organisation: string, bundle?: string) => Promise<void>
  /** Makes another bundle the chaincode of every channel. */
  upgrade: (bundle: string) => Promise<void>
  /** Defines the same release on a channel under another name: an empty state of its own. */
  define: (channel: string, chaincode: string) => Promise<void>
  /** A new key and certificate for the organisation's client, at the same paths. */
  renewClient: (organisation: string) => Promise<void>
  /** Stops the parts that were started here. */
  close: () => Promise<void>
}

/** The parts of a network by name, and which of them this process started. */
class Parts {
  private readonly byName = new Map<string, Part>()
  private readonly started = new Set<Part>()

  get(name: string): Part {
    const part = this.byName.get(name)
    if (part) return part
    const names = [...this.byName.keys()].join(', ')
    throw new FabricFault('FABRIC_OPTION_INVALID', `the network has no part ${name}; there are ${names}`)
  }

  all(): Part[] {
    return [...this.byName.values()]
  }

  async start(part: Part): Promise<void> {
    if (part.pid === undefined) this.started.add(part)
    await part.start()
  }

  /** Under its name from now on; a part that had the name before is given back. */
  put(part: Part): void {
    this.byName.set(part.name, part)
  }

  async close(): Promise<void> {
    await Promise.all([...this.started].map((part) => part.stop()))
    this.started.clear()
  }
}

/** What is missing or wrong is told before anything is written or started. */
const openPlan = async (options: NetworkOptions, dir: string): Promise<Site> => {
  const programs = fabricPrograms(options.bin)
  digestOf(options.chaincode)
  const existing = readPlan(dir)
  const plan = existing ? await extendPlan(existing, options) : await makePlan(options)
  writeJson(places.plan(dir), plan)
  return { dir, programs, plan }
}

const startNodes = async ({ dir, programs, plan }: Site, parts: Parts, detached: boolean): Promise<void> => {
  const specs = [
    ...plan.orderers.map((orderer) => ordererSpec(dir, programs, orderer)),
    ...plan.organisations.flatMap((organisation) =>
      organisation.peers.map((peer) => peerSpec(dir, programs, organisation, peer)),
    ),
  ]
  await Promise.all(
    specs.map((spec) => {
      const part = createPart(spec, detached)
      parts.put(part)
      return parts.start(part)
    }),
  )
}

const lifecycleDeps = (site: Site): LifecycleDeps => ({
  dir: site.dir,
  plan: site.plan,
  commands: (organisation, peer) => peerCommands(site.dir, site.programs, organisation, peer),
  ordererAddress: async (channel) => {
    const leader = await raftLeader(site, channel)
    return `127.0.0.1:${site.plan.orderers.find(({ name }) => name === leader)?.port ?? 0}`
  },
})

/** Starts the release's servers, makes it the chaincode of every channel, then ends the servers of the one before. */
const deploy = async (site: Site, parts: Parts, bundle: string, detached: boolean): Promise<Release> => {
  const { dir, plan } = site
  const deps = lifecycleDeps(site)
  const release = await openRelease(dir, plan, bundle)
  const servers = plan.organisations.map((organisation) =>
    createPart(chaincodeSpec(dir, organisation, release), detached),
  )
  await Promise.all([install(deps, release), ...servers.map((part) => parts.start(part))])
  for (const channel of plan.channels) await define(deps, channel, release)
  await Promise.all(
    plan.channels.flatMap((channel) => [awaitDefined(deps, channel, release), raftLeader(site, channel)]),
  )
  for (const part of servers) parts.put(part)
  const before = plan.release
  if (before !== release.digest) {
    plan.release = release.digest
    writeJson(places.plan(dir), plan)
    if (before !== undefined) await retire(site, readRelease(dir, plan, before))
  }
  return release
}

const retire = async ({ dir, plan }: Site, release: Release): Promise<void> => {
  for (const organisation of plan.organisations) await endRecorded(chaincodeSpec(dir, organisation, release), true)
}

const organisationNamed = ({ plan }: Site, name: string): OrganisationPlan => {
  const organisation = plan.organisations.find((each) => each.name === name)
  if (organisation) return organisation
  throw new FabricFault('FABRIC_OPTION_INVALID', `the network has no organisation ${name}`)
}

const heightOf = async ({ dir, programs, plan }: Site, peerName: string, channel: string): Promise<number> => {
  for (const organisation of plan.organisations) {
    const peer = organisation.peers.find(({ name }) => name === peerName)
    if (peer) return peerCommands(dir, programs, organisation, peer).height(channel)
  }
  throw new FabricFault('FABRIC_OPTION_INVALID', `the network has no peer ${peerName}`)
}

/**
 * Creates a network in an empty folder, or starts the one that is there; ready when every peer can have the chaincode endorsed by
 * every other. Throws a FabricFault, after it stopped what it had started.
 */
export const openNetwork = async (options: NetworkOptions): Promise<Network> => {
  const dir = path.resolve(options.dir)
  const detached = options.detached ?? false
  const site = await openPlan(options, dir)
  const parts = new Parts()
  try {
    await makeCertificates(dir, site.programs, site.plan)
    await makeBlocks(site)
    await startNodes(site, parts, detached)
    await joinChannels(site)
    let release = await deploy(site, parts, path.resolve(options.chaincode), detached)
    writeSettings(dir, site.plan)
    return {
      ...networkSettings(dir, site.plan),
      dir,
      part: (name) => parts.get(name),
      parts: () => parts.all(),
      raftLeader: (channel) => raftLeader(site, channel),
      height: (peer, channel) => heightOf(site, peer, channel),
      swapBundle: async (name, bundle) => {
        const organisation = organisationNamed(site, name)
        await parts.get(chaincodePartName(organisation)).kill()
        const part = createPart(chaincodeSpec(dir, organisation, release, bundle), detached)
        parts.put(part)
        await parts.start(part)
      },
      upgrade: async (bundle) => {
        release = await deploy(site, parts, path.resolve(bundle), detached)
      },
      define: async (channel, chaincode) => {
        const deps = { ...lifecycleDeps(site), plan: { ...site.plan, chaincode } }
        await define(deps, channel, release)
        await awaitDefined(deps, channel, release)
      },
      renewClient: (name) => renewClient(dir, site.programs, site.plan, organisationNamed(site, name)),
      close: () => parts.close(),
    }
  } catch (error) {
    await parts.close()
    throw error
  }
}
