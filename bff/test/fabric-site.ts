// For tests: a Fabric network of two organisations with our chaincode, and ledgers on it.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { bundleChaincode } from '@ectrace/contracts/build/bundle'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { openNetwork } from '../../deploy/fabric/network.ts'
import type { Network, NetworkOptions } from '../../deploy/fabric/network.ts'
import { temporaryFolder } from '../../tools/services/daemon.ts'
import { openFabricLedger } from '../src/ledger/fabric/open.ts'

export type FabricSite = {
  network: Network
  /** A folder of this test's own. */
  folder: (name: string) => string
  /** The profile of an organisation, for the chaincode under the name `chaincode` if one is given. */
  profile: (organisation: string, chaincode?: string) => string
  /** An empty state under a new name on the channel. */
  newChaincode: () => Promise<string>
  close: () => Promise<void>
}

export const openFabricSite = async (options: Partial<NetworkOptions> = {}): Promise<FabricSite> => {
  const base = temporaryFolder('fabric')
  const network = await openNetwork({
    ...{ dir: path.join(base, 'network'), chaincode: await bundleChaincode() },
    ...options,
  })
  let named = 0
  return {
    network,
    folder: (name) => {
      const folder = path.join(base, name)
      mkdirSync(folder, { recursive: true })
      return folder
    },
    profile: (organisation, chaincode) => {
      const file = path.join(network.dir, `${organisation}.json`)
      if (chaincode === undefined) return file
      const named = path.join(network.dir, `${organisation}-${chaincode}.json`)
      writeFileSync(named, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), chaincode }))
      return named
    },
    newChaincode: async () => {
      const name = `ectrace${String(++named)}`
      await network.define('trace', name)
      return name
    },
    close: async () => {
      await network.close()
      rmSync(base, { recursive: true, force: true })
    },
  }
}

/** The ledger of an organisation's server in `folder`. */
export const openLedgerOn = (profile: string, folder: string): Promise<Ledger> =>
  openFabricLedger({ dir: path.join(folder, 'ledger'), keyDir: path.join(folder, 'keys'), channel: 'trace', profile })
