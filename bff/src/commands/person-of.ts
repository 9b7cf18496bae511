// Who scans, as far as it may be known: the same person at the same code, and never the same person at two codes.
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import type { Deps } from '../deps.ts'
import { keyedDigest } from './keyed-digest.ts'

/** `visitor` is what the page brought (a number of its own, or what POST /visitors gave out); without one nobody is known. */
export const personOf = async (deps: Deps, path: string, visitor: string | undefined): Promise<string | undefined> =>
  visitor === undefined ? undefined : (await keyedDigest(deps, 'visitor', canonicalBytes([path, visitor]))).slice(0, 32)
