// Keyed digests of hidden codes, all that is kept of them, and the tiles of 256 in which they lie.
import { timingSafeEqual } from 'node:crypto'
import { utf8Encode } from '@ectrace/shared/proof/bytes'
import { keyedDigests } from '../commands/keyed-digest.ts'
import type { Deps } from '../deps.ts'
import type { CodePlace } from './find-codes.ts'

export const tileSize = 256
/** 16 bytes in hex. */
const digestLength = 32

/** Of hidden codes as they are folded; bound to the items' places, so that equal codes of two items tell nothing. */
export const hiddenDigests = async (
  deps: Deps,
  codes: readonly (CodePlace & { batch: string; hidden: string })[],
): Promise<string[]> => {
  const messages = codes.map(({ batch, set, index, hidden }) =>
    utf8Encode(`${batch}/${String(set)}/${String(index)}/${hidden}`),
  )
  return (await keyedDigests(deps, 'hidden', messages)).map((digest) => digest.slice(0, digestLength))
}

/** Whether `digest` is the one at `place` in a tile's digests; it takes as long either way. */
export const standsAt = (digests: string, place: number, digest: string): boolean => {
  const kept = Buffer.from(digests.slice(place * digestLength, (place + 1) * digestLength))
  const given = Buffer.from(digest)
  return kept.length === given.length && timingSafeEqual(kept, given)
}
