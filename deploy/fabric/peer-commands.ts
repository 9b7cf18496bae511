// What an organisation's administrator asks of peers, with Fabric's own `peer` and `discover`.
import path from 'node:path'
import { places, userFiles } from './folder.ts'
import type { OrganisationPlan, PeerPlan } from './plan.ts'
import type { Programs } from './programs.ts'
import { runStep } from './run-step.ts'

/** Everything a command to a peer needs to know. */
export type PeerCommands = {
  /** stdout of `peer …`. Throws FABRIC_STEP_FAILED. */
  run: (...args: string[]) => Promise<string>
  channels: () => Promise<string[]>
  /** How many blocks the peer has of a channel. */
  height: (channel: string) => Promise<number>
  /** Addresses of the peers that could endorse `chaincode` now, as this peer sees it; empty while it sees too few. */
  endorsers: (channel: string, chaincode: string) => Promise<string[]>
}

type Descriptor = { EndorsersByGroups: Record<string, { Endpoint: string }[]> }

export const peerCommands = (
  dir: string,
  programs: Programs,
  organisation: OrganisationPlan,
  peer: PeerPlan,
): PeerCommands => {
  const address = `127.0.0.1:${peer.port}`
  const tlsCa = places.tlsCa(dir, organisation)
  const env = {
    FABRIC_CFG_PATH: places.config(dir, peer.name),
    FABRIC_LOGGING_SPEC: 'error',
    CORE_PEER_LOCALMSPID: organisation.mspId,
    CORE_PEER_MSPCONFIGPATH: path.join(places.user(dir, organisation, 'Admin'), 'msp'),
    CORE_PEER_ADDRESS: address,
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_ROOTCERT_FILE: tlsCa,
  }
  const run = (...args: string[]): Promise<string> =>
    runStep({ what: `${peer.name}: peer ${args.slice(0, 3).join(' ')}`, program: programs.peer, args, env })
  const channels = async (): Promise<string[]> => {
    const lines = (await run('channel', 'list')).trim().split('\n')
    return lines.filter((line) => /^[a-z][a-z0-9.-]*$/.test(line))
  }
  const height = async (channel: string): Promise<number> => {
    const [, json = '{}'] = /Blockchain info: (\{.*\})/.exec(await run('channel', 'getinfo', '-c', channel)) ?? []
    return (JSON.parse(json) as { height?: number }).height ?? 0
  }
  const endorsers = async (channel: string, chaincode: string): Promise<string[]> => {
    const { certificate, key } = userFiles(dir, organisation, 'User1')
    const who = ['--peerTLSCA', tlsCa, '--userKey', key, '--userCert', certificate, '--MSP', organisation.mspId]
    const args = [...who, 'endorsers', '--channel', channel, '--server', address, '--chaincode', chaincode]
    try {
      const output = await runStep({ what: `${peer.name}: discover`, program: programs.discover, args, env })
      const descriptors = JSON.parse(output) as Descriptor[]
      return descriptors.flatMap((descriptor) =>
        Object.values(descriptor.EndorsersByGroups).flatMap((group) => group.map(({ Endpoint }) => Endpoint)),
      )
    } catch {
      // Discovery refuses while it does not see enough peers to satisfy the policy.
      return []
    }
  }
  return { run, channels, height, endorsers }
}
