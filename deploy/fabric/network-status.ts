// Looks at a network without touching it: which parts run, how far each peer is, who leads, when certificates end.
import { leaderNow } from './bring-up.ts'
import type { Site } from './bring-up.ts'
import { expiries } from './certificates.ts'
import type { Expiry } from './certificates.ts'
import { places } from './folder.ts'
import { readRecord } from './part.ts'
import { peerCommands } from './peer-commands.ts'
import { isSame } from './process-identity.ts'
import { chaincodePartName, readRelease } from './release.ts'

export type PartStatus = { name: string; address: string; pid: number | undefined; heights: Record<string, number> }
export type NetworkStatus = { parts: PartStatus[]; leaders: Record<string, string | undefined>; certificates: Expiry[] }

const pidOf = (dir: string, record: string): number | undefined => {
  const found = readRecord(places.record(dir, record))
  return found && isSame(found) ? found.pid : undefined
}

const peerStatuses = ({ dir, programs, plan }: Site): Promise<PartStatus>[] =>
  plan.organisations.flatMap((organisation) =>
    organisation.peers.map(async (peer) => {
      const pid = pidOf(dir, peer.name)
      const heights: Record<string, number> = {}
      if (pid !== undefined) {
        const { channels, height } = peerCommands(dir, programs, organisation, peer)
        for (const channel of await channels()) heights[channel] = await height(channel)
      }
      return { name: peer.name, address: `127.0.0.1:${peer.port}`, pid, heights }
    }),
  )

const serverStatuses = ({ dir, plan }: Site): PartStatus[] => {
  if (plan.release === undefined) return []
  const { digest, organisations } = readRelease(dir, plan, plan.release)
  return plan.organisations.map((organisation) => {
    const name = chaincodePartName(organisation)
    const address = `127.0.0.1:${organisations[organisation.name]?.port ?? 0}`
    return { name, address, pid: pidOf(dir, `${name}-${digest}`), heights: {} }
  })
}

/** The state of the network at `now` (milliseconds). A peer that runs and does not answer makes this throw FABRIC_STEP_FAILED. */
export const networkStatus = async (site: Site, now: number): Promise<NetworkStatus> => {
  const { dir, plan } = site
  const orderers = plan.orderers.map(({ name, port }) => ({
    name,
    address: `127.0.0.1:${port}`,
    pid: pidOf(dir, name),
    heights: {},
  }))
  const peers = await Promise.all(peerStatuses(site))
  const leaders = await Promise.all(
    plan.channels.map(async (channel) => [channel, await leaderNow(site, channel)] as const),
  )
  return {
    parts: [...orderers, ...peers, ...serverStatuses(site)],
    leaders: Object.fromEntries(leaders),
    certificates: expiries(dir, plan, now),
  }
}

const heightsText = (heights: Record<string, number>): string =>
  Object.entries(heights)
    .map(([channel, height]) => `${channel} ${height}`)
    .join(', ')

/** The status as lines for a terminal. */
export const statusLines = ({ parts, leaders, certificates }: NetworkStatus): string[] => [
  ...parts.map(({ name, address, pid, heights }) => {
    const state = pid === undefined ? 'not running' : `running (${pid})`
    return `${name.padEnd(16)} ${state.padEnd(18)} ${address.padEnd(16)} ${heightsText(heights)}`.trimEnd()
  }),
  ...Object.entries(leaders).map(([channel, leader]) => `leader of ${channel}: ${leader ?? 'none'}`),
  'days until a certificate ends:',
  ...certificates.map(({ name, days }) => `${String(days).padStart(6)}  ${name}`),
]
