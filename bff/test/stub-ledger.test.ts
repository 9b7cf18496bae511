// The behaviour suite of the port over Fabric's semantics: simulation on committed state, conflicts, blocks with invalid transactions.
import { ledgerConformance } from '../src/ledger/ledger.conformance.ts'
import { openStubLedger } from './stub-ledger.ts'

ledgerConformance('the chaincode on a channel that behaves as Fabric', () => {
  const ledger = openStubLedger('trace')
  return Promise.resolve({ ledger, close: () => ledger.close() })
})
