// The log's signed word on what may be received on a trade, for a phone that will count without a signal.
import type { ManifestView } from '@ectrace/shared/api/counting-views'
import type { State } from '@ectrace/shared/ledger/state'
import { expectationDigest, manifestMs } from '@ectrace/shared/proof/manifest'
import type { Deps } from '../deps.ts'
import type { Sight } from '../views/sight.ts'
import { expectReceipt } from './expect-receipt.ts'

/** `sight` decides how much of the expectation is signed and shown. */
export const manifestOf = async (deps: Deps, trade: State['trade'], sight: Sight): Promise<ManifestView> => {
  // Before the state is read: what is read is at least as new.
  const { size } = await deps.ledger.log()
  const now = deps.clock()
  const at = new Date(now).toISOString()
  const expected = sight.expectation(await expectReceipt(deps, trade, undefined, at))
  // As it will be sent: members that are undefined are none.
  const expectation = JSON.parse(JSON.stringify(expected)) as typeof expected
  const note = await deps.ledger.signManifest({
    trade: trade.no,
    size,
    expectation: expectationDigest(expectation),
    time: at,
    until: new Date(now + manifestMs).toISOString(),
  })
  return { note, expectation, blind: sight.blind }
}
