// `pnpm fabric:up [--dir D] [--channels a,b] [--peers N] [--chaincode FILE] [--renew]`: makes or starts the network; it stays when this ends.
// Without FILE the chaincode is bundled from the sources.
import path from 'node:path'
import { bundleChaincode } from '../../contracts/build/bundle.ts'
import { openNetwork } from './network.ts'
import { readOptions, runCommand } from './run-command.ts'

await runCommand(async (args) => {
  const { dir, channels, peers, chaincode, renew } = readOptions(args, {
    channels: { type: 'string' },
    peers: { type: 'string' },
    chaincode: { type: 'string' },
    renew: { type: 'boolean' },
  })
  const started = performance.now()
  const network = await openNetwork({
    dir,
    chaincode: typeof chaincode === 'string' ? chaincode : await bundleChaincode(),
    detached: true,
    ...(typeof channels === 'string' ? { channels: channels.split(',') } : {}),
    ...(typeof peers === 'string' ? { peersPerOrganisation: Number(peers) } : {}),
  })
  if (renew === true) for (const { name } of network.organisations) await network.renewClient(name)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`Fabric 网络已就绪（${seconds} 秒）· the Fabric network is up after ${seconds} s: ${dir}`)
  for (const { name, mspId, peers: own } of network.organisations) {
    const profile = path.join(dir, `${name}.json`)
    console.log(`  ${mspId}: ${own.map(({ address }) => address).join(', ')}  LEDGER=fabric FABRIC_PROFILE=${profile}`)
  }
  console.log('  pnpm fabric:status, pnpm fabric:down')
})
