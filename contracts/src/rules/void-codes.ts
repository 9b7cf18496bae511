// Labels that are on no goods: their codes are void for good.
import { changeCodes } from '../change-codes.ts'
import type { Rule } from '../rule.ts'

export const voidCodes: Rule<'voidCodes'> = (state, args) => changeCodes(state, 'void', args)
