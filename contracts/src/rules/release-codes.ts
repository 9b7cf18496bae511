// Frozen codes are as they were before.
import { changeCodes } from '../change-codes.ts'
import type { Rule } from '../rule.ts'

export const releaseCodes: Rule<'releaseCodes'> = (state, args) => changeCodes(state, 'release', args)
