// What the orderers' administrator asks of them: joining a channel, and which of them leads it.
import { readFileSync } from 'node:fs'
import { get } from 'node:https'
import path from 'node:path'
import { FabricFault } from './fault.ts'
import { places } from './folder.ts'
import { ordererOrganisation } from './plan.ts'
import type { OrdererPlan } from './plan.ts'
import type { Programs } from './programs.ts'
import { runStep } from './run-step.ts'

type AdminTls = { ca: string; certificate: string; key: string }

/** Certificate with which the operators of the orderers show themselves (mutual TLS). */
const adminTls = (dir: string): AdminTls => {
  const folder = path.join(places.user(dir, ordererOrganisation, 'Admin'), 'tls')
  return {
    ca: places.tlsCa(dir, ordererOrganisation),
    certificate: path.join(folder, 'client.crt'),
    key: path.join(folder, 'client.key'),
  }
}

type ChannelList = { channels: { name: string }[] | null }

/** Makes the orderer a member of the channel's Raft group, unless it is one. Throws FABRIC_STEP_FAILED. */
export const joinOrderer = async (
  dir: string,
  programs: Programs,
  orderer: OrdererPlan,
  channel: string,
): Promise<void> => {
  const { ca, certificate, key } = adminTls(dir)
  const osnadmin = (what: string, ...more: string[]): Promise<string> =>
    runStep({
      what: `${orderer.name}: osnadmin channel ${what}`,
      program: programs.osnadmin,
      args: [
        ...['channel', what, '-o', `127.0.0.1:${orderer.adminPort}`],
        ...['--ca-file', ca, '--client-cert', certificate, '--client-key', key, '--no-status', ...more],
      ],
    })
  const { channels } = JSON.parse(await osnadmin('list')) as ChannelList
  if (channels?.some(({ name }) => name === channel)) return
  const answer = await osnadmin('join', '--channelID', channel, '--config-block', places.block(dir, channel))
  // osnadmin ends with 0 whatever the orderer answered.
  if ('error' in (JSON.parse(answer) as object)) {
    throw new FabricFault('FABRIC_STEP_FAILED', `${orderer.name}: osnadmin channel join failed: ${answer.trim()}`)
  }
}

const read = (dir: string, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const { ca, certificate, key } = adminTls(dir)
    const files = { ca: readFileSync(ca), cert: readFileSync(certificate), key: readFileSync(key) }
    // Without an agent: a connection kept open would outlive a killed orderer.
    const request = get(
      { host: '127.0.0.1', port, path: '/metrics', agent: false, timeout: 2000, ...files },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body += chunk
        })
        response.once('end', () => {
          resolve(body)
        })
        response.once('error', reject)
      },
    )
    request.once('timeout', () => request.destroy(new Error('no answer')))
    request.once('error', reject)
  })

/** Whether the orderer's own figures say that it leads the channel; no when it does not answer. */
export const leads = async (dir: string, { operationsPort }: OrdererPlan, channel: string): Promise<boolean> => {
  try {
    return (await read(dir, operationsPort))
      .split('\n')
      .includes(`consensus_etcdraft_is_leader{channel="${channel}"} 1`)
  } catch {
    return false
  }
}
