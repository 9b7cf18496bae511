// What a mini-program code carries for a code of ours.
import { formatCode } from '../codes/trace-code.ts'
import type { CodeParts } from '../codes/trace-code.ts'

/** A mini-program code carries no more, and no other characters (getUnlimitedQRCode). */
const sceneGrammar = /^[0-9A-Za-z!#$&'()*+,/:;=?@._~-]{1,32}$/

/**
 * What a mini-program code of this code carries: its path without `/s/`. Undefined for a code that does not fit, as that of an item and
 * of a lot with a long name or special characters: these have the printed link.
 */
export const sceneOf = (code: CodeParts): string | undefined => {
  const scene = formatCode(code).slice('/s/'.length)
  return sceneGrammar.test(scene) ? scene : undefined
}
