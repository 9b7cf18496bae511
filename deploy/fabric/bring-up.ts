// The steps from a plan to a running network; each does only what is not done yet, so a start that broke off can be repeated.
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { waitUntil } from '../../tools/services/service.ts'
import { channelConfig } from './channel-config.ts'
import { FabricFault } from './fault.ts'
import { places, writeJson } from './folder.ts'
import { joinOrderer, leads } from './orderer-commands.ts'
import { peerCommands } from './peer-commands.ts'
import type { Plan } from './plan.ts'
import type { Programs } from './programs.ts'
import { runStep } from './run-step.ts'

/** A network's folder, Fabric's programs and what the network consists of. */
export type Site = { dir: string; programs: Programs; plan: Plan }

const secondsToElect = 60

/** Makes the first block of every channel that has none. */
export const makeBlocks = async ({ dir, programs, plan }: Site): Promise<void> => {
  const config = path.join(dir, 'config')
  writeJson(path.join(config, 'configtx.yaml'), channelConfig(dir, plan))
  for (const channel of plan.channels) {
    const block = places.block(dir, channel)
    if (existsSync(block)) continue
    mkdirSync(path.dirname(block), { recursive: true })
    await runStep({
      what: `configtxgen ${channel}`,
      program: programs.configtxgen,
      args: ['-profile', 'Channel', '-channelID', channel, '-outputBlock', block, '-configPath', config],
      env: { FABRIC_LOGGING_SPEC: 'error' },
    })
  }
}

/** Makes every orderer and every peer a member of every channel. */
export const joinChannels = async ({ dir, programs, plan }: Site): Promise<void> => {
  const orderers = plan.orderers.map(async (orderer) => {
    for (const channel of plan.channels) await joinOrderer(dir, programs, orderer, channel)
  })
  const peers = plan.organisations.flatMap((organisation) =>
    organisation.peers.map(async (peer) => {
      const { run, channels } = peerCommands(dir, programs, organisation, peer)
      const joined = await channels()
      for (const channel of plan.channels.filter((name) => !joined.includes(name))) {
        await run('channel', 'join', '-b', places.block(dir, channel))
      }
    }),
  )
  await Promise.all([...orderers, ...peers])
}

/** Name of the orderer that leads the channel at this moment; undefined during an election, or when too few orderers run. */
export const leaderNow = async ({ dir, plan }: Site, channel: string): Promise<string | undefined> => {
  const answers = await Promise.all(plan.orderers.map((orderer) => leads(dir, orderer, channel)))
  const leaders = plan.orderers.filter((_, at) => answers[at])
  return leaders.length === 1 ? leaders[0]?.name : undefined
}

/** Name of the orderer that leads the channel; waits for an election. Throws FABRIC_TIMED_OUT when none wins. */
export const raftLeader = async (site: Site, channel: string): Promise<string> => {
  let leader: string | undefined
  await waitUntil(async () => {
    leader = await leaderNow(site, channel)
    return leader !== undefined
  }, secondsToElect)
  if (leader !== undefined) return leader
  throw new FabricFault('FABRIC_TIMED_OUT', `no orderer leads ${channel} after ${secondsToElect} s`)
}
