// The ledger that the settings name.
import type { Config } from '../config.ts'
import { openEmbeddedLedger } from './embedded/open.ts'
import type { LedgerOverThread } from './embedded/ledger-over.ts'
import type { EmbeddedLedgerOptions } from './embedded/open.ts'

/** Fabric's client is loaded only where it is used. */
export const openLedger = async (
  engine: Config['ledger'],
  options: EmbeddedLedgerOptions,
): Promise<LedgerOverThread> => {
  if (engine.engine === 'embedded') return openEmbeddedLedger(options)
  const { openFabricLedger } = await import('./fabric/open.ts')
  return openFabricLedger({ ...options, profile: engine.profile })
}
