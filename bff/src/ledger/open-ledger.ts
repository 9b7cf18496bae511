// The ledger that the settings name.
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import type { Config } from '../config.ts'
import { openEmbeddedLedger } from './embedded/open.ts'
import type { EmbeddedLedgerOptions } from './embedded/open.ts'

/** Fabric's client is loaded only where it is used. */
export const openLedger = async (engine: Config['ledger'], options: EmbeddedLedgerOptions): Promise<Ledger> => {
  if (engine.engine === 'embedded') return openEmbeddedLedger(options)
  const { openFabricLedger } = await import('./fabric/open.ts')
  return openFabricLedger({ ...options, profile: engine.profile })
}
