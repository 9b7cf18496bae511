// What every ledger behind the port must do when it is asked for a manifest: its key signs that, and nothing else.
import { describe, expect, test } from '@jest/globals'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { expectationDigest, verifyManifest } from '@ectrace/shared/proof/manifest'
import { refusal } from '../../test/ledger-fixture.ts'
import type { LedgerUnderTest } from './ledger.conformance.ts'

export const manifestConformance = (name: string, open: () => Promise<LedgerUnderTest>): void => {
  describe(`${name} as a signer of manifests`, () => {
    test('a manifest is signed by the key of the log, is no checkpoint, and nothing else is signed', async () => {
      const { ledger, close } = await open()
      const { origin: log, verifierKey, size } = await ledger.log()
      const expectation = { trade: '0'.repeat(20), state: 'dispatched' as const, buyer: 'O', lines: [] }
      const [time, until] = ['2026-11-22T10:00:00.000Z', '2026-11-22T20:00:00.000Z']
      const manifest = { trade: expectation.trade, size, expectation: expectationDigest(expectation), time, until }
      const note = await ledger.signManifest(manifest)
      const read = { verifierKey, expectation, at: Date.parse(time) }
      expect(verifyManifest(note, read)).toEqual({ origin: log, ...manifest })
      expect(() => verifyCheckpoint(note, verifierKey)).toThrow(
        expect.objectContaining({ code: 'CHECKPOINT_MALFORMED' }),
      )
      for (const wrong of [
        { size: size + 1 },
        { trade: `${log}\n${size}` },
        { until: `${until}\nmore` },
        { until: '2027-11-22T20:00:00.000Z' },
        { expectation: 'x' },
      ])
        expect((await refusal(ledger.signManifest({ ...manifest, ...wrong }))).code).toBe('MANIFEST_INVALID')
      await close()
    })
  })
}
