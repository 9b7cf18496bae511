// The behaviour suite of the port over Fabric's semantics: simulation on committed state, conflicts, blocks with invalid transactions.
import { ledgerConformance } from '../src/ledger/ledger.conformance.ts'
import { manifestConformance } from '../src/ledger/manifest.conformance.ts'
import { openStubLedger } from './stub-ledger.ts'

const name = 'the chaincode on a channel that behaves as Fabric'
const open = async () => {
  const ledger = await openStubLedger('trace')
  return { ledger, close: () => ledger.close() }
}

ledgerConformance(name, open)
manifestConformance(name, open)
