// One verdict out of two: what the device checked in the records, and what the platform counted of the item's scans.
import type { HiddenCheckView } from '@ectrace/shared/api/code-views'
import type { ScanView } from '@ectrace/shared/api/scan-views'
import { inPrecedence, type VerdictKind } from '@ectrace/shared/domain/verdict'
import type { TraceCheck } from './trace-check'

/** `hidden`: what came of the last try with the code under the scratch layer. */
export type Counted = { scan?: ScanView | undefined; hidden?: HiddenCheckView | undefined }

/** Somebody else had scratched it before this reader did. */
const usedByOthers = ({ scan, hidden }: Counted): boolean =>
  hidden?.outcome === 'matched'
    ? false
    : hidden?.outcome === 'used'
      ? !hidden.byYou
      : scan?.hiddenUsed !== undefined && !scan.hiddenUsed.byYou

/** What scans alone say: only ever a caution. Notes say nothing here. */
export const scanVerdicts = (counted: Counted): VerdictKind[] => [
  ...(usedByOthers(counted) ? (['hidden_used'] as const) : []),
  ...(counted.scan?.findings.some(({ level }) => level === 'caution') === true ? (['clone_risk'] as const) : []),
]

export type WholeVerdict = Pick<TraceCheck, 'verdict' | 'also'> & {
  /** The one case in which the goods themselves, and not only the records, may be called genuine. */
  genuine: boolean
}

/** The records' own findings and those of the scans, in order of precedence. */
export const wholeVerdict = (check: Pick<TraceCheck, 'verdict' | 'also'>, counted: Counted): WholeVerdict => {
  const [verdict = 'verified', ...also] = inPrecedence([check.verdict, ...check.also, ...scanVerdicts(counted)])
  return { verdict, also, genuine: verdict === 'verified' && counted.hidden?.outcome === 'matched' }
}
