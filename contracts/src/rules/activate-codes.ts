// Printed codes of a set come into use.
import { changeCodes } from '../change-codes.ts'
import type { Rule } from '../rule.ts'

export const activateCodes: Rule<'activateCodes'> = (state, args) => changeCodes(state, 'activate', args)
