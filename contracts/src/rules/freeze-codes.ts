// Codes of a set are stopped: suspected of being copied, or lost.
import { changeCodes } from '../change-codes.ts'
import type { Rule } from '../rule.ts'

export const freezeCodes: Rule<'freezeCodes'> = (state, args) => changeCodes(state, 'freeze', args)
