// What a scanned code is worth without a signal: only codes of the signed manifest count as known, of others nothing is claimed.
import { parsePath, type TraceCode } from '../codes/trace-code.ts'
import type { ShownExpectation } from '../matching/receipt-types.ts'
import { packsAround } from '../packing/scanned-quantity.ts'

/**
 * hit: the manifest names it. duplicate: it is in the count already. not_on_manifest: it cannot belong to this delivery as the manifest
 * has it. not_checked: only the server can tell; it is kept and judged later.
 */
export type OfflineVerdict = 'hit' | 'duplicate' | 'not_on_manifest' | 'not_checked'
export type OfflineJudgement = { verdict: OfflineVerdict; line?: number }

type Scan = { /** Canonical path. */ path: string; isCounted: (path: string) => boolean }

/** Lines whose codes are not named: goods in bulk, or what a blind counter may not read. */
const unnamed = ({ lines }: ShownExpectation): ShownExpectation['lines'] =>
  lines.filter(({ units }) => units === undefined)

const strange = (expectation: ShownExpectation, code: TraceCode): OfflineJudgement => {
  const open = unnamed(expectation)
  const mayBe = code.kind === 'item' || code.kind === 'batch' ? open.filter(({ lot }) => lot === code.lot) : open
  if (mayBe.length === 0 || code.kind === 'trade') return { verdict: 'not_on_manifest' }
  return { verdict: 'not_checked', ...(mayBe.length === 1 && mayBe[0] ? { line: mayBe[0].line } : {}) }
}

/** `expectation` is that of a manifest that verifyManifest has accepted. Throws CODE_* for a path that is none. */
export const judgeOffline = (expectation: ShownExpectation, { path, isCounted }: Scan): OfflineJudgement => {
  const code = parsePath(path)
  // A unit stands on the line of the pack in which it lies, and is in the count when that is.
  const outwards = [code.path, ...packsAround(expectation.packs ?? {}, code.path)]
  const owner = expectation.lines.find(({ units }) => units?.some((unit) => outwards.includes(unit)) === true)
  const at = owner === undefined ? {} : { line: owner.line }
  if (outwards.some(isCounted)) return { verdict: 'duplicate', ...at }
  if (owner !== undefined) return { verdict: 'hit', ...at }
  return expectation.lines.some(({ receivedUnits }) => receivedUnits?.includes(code.path) === true)
    ? { verdict: 'not_on_manifest' }
    : strange(expectation, code)
}
