// One picture through the readers until one finds something: what the page's worker and the bench both run.
import { deeperPasses, firstPass } from './passes.ts'
import type { Pass } from './passes.ts'
import type { Pixels } from './pixels.ts'
import type { ZxingReader } from './zxing-reader.ts'

/**
 * A number: one frame of many, looked at as it is and, when that finds nothing, in one deeper way, the next with the next
 * number. `still`: in every way until one finds something.
 */
export type Effort = number | 'still'

export type Chain = (picture: Pixels, effort: Effort) => Promise<string[]>

const deeperOf = (effort: Effort): readonly Pass[] => {
  if (effort === 'still') return deeperPasses
  const turn = deeperPasses[effort % deeperPasses.length]
  return turn ? [turn] : []
}

export const createChain =
  (read: ZxingReader): Chain =>
  async (picture, effort) => {
    for (const { change, options } of [firstPass, ...deeperOf(effort)]) {
      const texts = await read(change(picture), options)
      if (texts.length > 0) return [...new Set(texts)]
    }
    return []
  }
