// The behaviour suite of the port on a real network: two organisations that both endorse, three orderers.
import { afterAll, beforeAll } from '@jest/globals'
import { ledgerConformance } from '../src/ledger/ledger.conformance.ts'
import type { LedgerUnderTest } from '../src/ledger/ledger.conformance.ts'
import { manifestConformance } from '../src/ledger/manifest.conformance.ts'
import { openFabricSite, openLedgerOn } from './fabric-site.ts'
import type { FabricSite } from './fabric-site.ts'

let site: FabricSite

beforeAll(async () => {
  site = await openFabricSite()
}, 120_000)
afterAll(() => site.close())

const open = async (): Promise<LedgerUnderTest> => {
  const chaincode = await site.newChaincode()
  const ledger = await openLedgerOn(site.profile('org1', chaincode), site.folder(chaincode))
  return { ledger, close: () => ledger.close() }
}

ledgerConformance('a Fabric network', open)
manifestConformance('a Fabric network', open)
